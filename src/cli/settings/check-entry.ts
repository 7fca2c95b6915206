// In: an entry as it would stand in webhooks.json. Out: what would be wrong with it.

import type { Problem } from "../../core/problem.ts";
import type { SettingsSnapshot } from "../../core/settings.ts";
import { checkHook } from "../../settings/check-hook.ts";
import { HOOKS_NAME } from "../../settings/finding.ts";
import { parseHookEntry } from "../../settings/hook-entry.ts";
import { resolveHookSecrets } from "../../settings/secrets.ts";
import type { Environment } from "../../system/environment.ts";
import type { HomePaths } from "../../system/home.ts";

/** What an entry is checked against. */
export interface EntrySurroundings {
  readonly paths: HomePaths;
  readonly environment: Environment;
  readonly settings: Pick<SettingsSnapshot, "config" | "globalToken">;
}

/** A variable that only the daemon's environment may have counts as set. */
const SET_ELSEWHERE = "set-where-the-daemon-starts";

/** Checks one entry as the daemon would. */
export async function checkEntry(
  around: EntrySurroundings,
  raw: Readonly<Record<string, unknown>>,
  position = 0,
): Promise<readonly Problem[]> {
  const { hook, label, fields, problems } = parseHookEntry(raw, position);
  if (hook === null) return problems;
  const { paths, settings } = around;
  const { config, globalToken = null } = settings;
  const environment = { ...namedVariables(raw), ...around.environment };
  const place = { file: HOOKS_NAME, entry: label };
  const resolved = await resolveHookSecrets(hook, globalToken, { environment, place });
  const { secrets } = resolved;
  const found = await checkHook({ place, hook, secrets, config, paths }, fields);
  return [...problems, ...resolved.problems, ...found];
}

/** The variables that an entry's secrets name and this process may not have. */
function namedVariables(raw: Readonly<Record<string, unknown>>): Record<string, string> {
  const names = Object.values(raw)
    .filter((value): value is string => typeof value === "string" && value.startsWith("env:"))
    .map((value) => value.slice("env:".length));
  return Object.fromEntries(names.map((name) => [name, SET_ELSEWHERE]));
}
