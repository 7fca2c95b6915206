// In: one entry of webhooks.json that says it is a hook. Out: the hook in the state in which it is in force now.

import type { Config } from "../../core/settings/config.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { HookId } from "../../core/records/ids.ts";
import { publicUrlOf } from "../../core/settings/public-url.ts";
import type { Problem } from "../../core/settings/problem.ts";
import {
  NO_SECRETS,
  type LoadedHook,
  type SettingsSnapshot,
} from "../../core/settings/settings.ts";
import type { Environment } from "../../system/environment.ts";
import type { HomePaths } from "../../system/home.ts";
import { borrowedSecretProblems } from "../check/check-borrowed-secrets.ts";
import { checkHook } from "../check/check-hook.ts";
import { ownSecrets } from "../check/check-shared-secrets.ts";
import { conditionsOf } from "./condition.ts";
import { HOOKS_NAME } from "../check/finding.ts";
import type { HookEntry } from "./hook-entry.ts";
import { printableHook } from "../check/printable.ts";
import { resolveHookSecrets } from "./secrets.ts";

/** What hooks are loaded with. */
export interface HookSurroundings {
  readonly paths: HomePaths;
  readonly environment: Environment;
  readonly config: Config;
  readonly globalToken: string | null;
  readonly adminToken: string | null;
  readonly previous?: SettingsSnapshot | undefined;
}

/** Loads one entry: as it is written, or as it last was right. */
export async function loadEntry(
  id: HookId,
  entry: HookEntry,
  around: HookSurroundings,
): Promise<LoadedHook> {
  if (entry.hook === null) return wrongEntry(id, entry.problems, around);
  const place = { file: HOOKS_NAME, entry: entry.label };
  const { environment, globalToken, config, paths } = around;
  const resolved = await resolveHookSecrets(entry.hook, globalToken, { environment, place });
  const checked = { place, hook: entry.hook, secrets: resolved.secrets, config, paths };
  const found = await checkHook(checked, entry.fields);
  const own = ownSecrets({ hook: entry.hook, secrets: resolved.secrets });
  const borrowed = borrowedSecretProblems(place, own, {
    adminToken: around.adminToken,
    hookId: id,
  });
  const problems = [...entry.problems, ...resolved.problems, ...found, ...borrowed];
  if (problems.some(({ level }) => level === "error")) return wrongEntry(id, problems, around);
  const hook = printableHook(entry.hook);
  const conditions = await conditionsOf(hook, around.previous?.hooks.get(id));
  const publicUrl = publicUrlOf(hook, config.webhooks) ?? undefined;
  return {
    id,
    state: "valid",
    hook,
    secrets: resolved.secrets,
    publicUrl,
    ...conditions,
    problems,
  };
}

/** An entry that has an error: its last valid form, where there was one. */
export function wrongEntry(
  id: HookId,
  problems: readonly Problem[],
  { previous, globalToken }: HookSurroundings,
): LoadedHook {
  const last = previous?.hooks.get(id);
  if (last === undefined || last.hook === null)
    return { id, state: "invalid", hook: null, secrets: NO_SECRETS, problems };
  return { ...withGlobalToken(last, last.hook, globalToken), state: "stale", problems };
}

/** A replaced global token is dead at once, also for hooks that are kept. */
export function withGlobalToken(
  last: LoadedHook,
  hook: Hook,
  globalToken: string | null,
): LoadedHook {
  if (hook.token !== undefined) return last;
  return { ...last, secrets: { ...last.secrets, token: globalToken } };
}
