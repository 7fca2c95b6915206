// In: an entry as it would stand in webhooks.json. Out: what would be wrong with it.

import type { Problem } from "../../core/settings/problem.ts";
import type { HookSecrets, SettingsSnapshot } from "../../core/settings/settings.ts";
import { adminTokenValue } from "../access/admin-token-value.ts";
import { borrowedSecretProblems } from "./check-borrowed-secrets.ts";
import { ownSecrets } from "./check-shared-secrets.ts";
import { outgoingTargetProblems } from "./check-outgoing-targets.ts";
import { checkHook } from "./check-hook.ts";
import { routeProblems, type EntryIds } from "./check-route.ts";
import { HOOKS_NAME } from "./finding.ts";
import { parseHookEntry } from "../load/hook-entry.ts";
import { resolveHookSecrets } from "../load/secrets.ts";
import { systemLookup } from "../../outbound/resolve-target.ts";
import type { Environment } from "../../system/environment.ts";
import type { HomePaths } from "../../system/home.ts";

/** What an entry is checked against. */
export interface EntrySurroundings {
  readonly paths: HomePaths;
  readonly environment: Environment;
  readonly settings: Pick<SettingsSnapshot, "config" | "globalToken" | "hooks" | "routes">;
  /** Hooks that come into the file with it. */
  readonly newHooks?: readonly string[];
}

/** A variable that only the daemon's environment may have counts as set. */
const SET_ELSEWHERE = "set-where-the-daemon-starts";

/** Checks one entry as the daemon would. */
export async function checkEntry(
  around: EntrySurroundings,
  raw: Readonly<Record<string, unknown>>,
  position = 0,
): Promise<readonly Problem[]> {
  const { hook, route, label, fields, problems } = parseHookEntry(raw, position);
  const { paths, settings } = around;
  const place = { file: HOOKS_NAME, entry: label };
  if (route !== null) return routeProblems(place, route, idsOf(around));
  if (hook === null) return problems;
  const { config, globalToken = null } = settings;
  const environment = { ...namedVariables(raw), ...around.environment };
  const resolved = await resolveHookSecrets(hook, globalToken, { environment, place });
  const secrets = withoutGuesses(resolved.secrets);
  const checked = { place, hook, secrets, config, paths };
  const found = await checkHook(checked, fields);
  const target = await outgoingTargetProblems(checked, systemLookup);
  const borrowed = borrowedSecretProblems(place, ownSecrets({ hook, secrets: resolved.secrets }), {
    adminToken: await adminTokenValue(paths.adminTokenFile),
    hookId: hook.id,
  });
  return [...problems, ...resolved.problems, ...found, ...target, ...borrowed];
}

function idsOf({ settings, newHooks = [] }: EntrySurroundings): EntryIds {
  const hooks = new Set<string>([...settings.hooks.keys(), ...newHooks]);
  return { hooks, routes: new Set<string>(settings.routes?.keys()) };
}

/** What leaves is sent with things that have a form of their own, which the stand-in has not. */
function withoutGuesses({ forward, reports, ...secrets }: HookSecrets): HookSecrets {
  const known = (value: string | null): string | null => (value === SET_ELSEWHERE ? null : value);
  return {
    ...secrets,
    ...(forward === undefined
      ? {}
      : { forward: { ...forward, url: known(forward.url), secret: known(forward.secret) } }),
    ...(reports === undefined
      ? {}
      : { reports: reports.map((report) => ({ ...report, url: known(report.url) })) }),
  };
}

/** The variables that an entry's secrets name and this process may not have. */
function namedVariables(raw: Readonly<Record<string, unknown>>): Record<string, string> {
  const names = textsOf(raw)
    .map((value) => /^(?:[A-Za-z-]+ )?env:(.*)$/s.exec(value)?.[1])
    .filter((name) => name !== undefined);
  return Object.fromEntries(names.map((name) => [name, SET_ELSEWHERE]));
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
