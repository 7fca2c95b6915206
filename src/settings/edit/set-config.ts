// In: settings of config.json with their new values. Out: they are written, or the change was refused and nothing was.

import type { ChangedConfig, ConfigChange } from "../../core/ports/config-editor-port.ts";
import { WakehookError } from "../../core/records/errors.ts";
import { changedLeaves, getPath, splitPath, withPath } from "../../core/settings/dotted-path.ts";
import type { HomePaths } from "../../system/home.ts";
import { changeConfig } from "./edit-config.ts";
import { refuseFingerprints } from "./refuse-fingerprints.ts";

type Json = Record<string, unknown>;

/**
 * Changes settings, as one change.
 * @throws WakehookError `usage`, `refused` where a setting would go that nobody named, `settings_invalid`,
 * `settings_unwritable`, `locked`.
 */
export async function setConfig(
  paths: HomePaths,
  { fields, add }: ConfigChange,
  { mayLose }: { readonly mayLose: boolean } = { mayLose: false },
): Promise<ChangedConfig> {
  for (const [path, value] of Object.entries({ ...fields, ...add }))
    refuseFingerprints(value, path);
  let changed: readonly string[] = [];
  const problems = await changeConfig(paths, (before) => {
    const set = Object.entries(fields).reduce((made, one) => withField(made, one, mayLose), before);
    const after = Object.entries(add).reduce(withAdded, set);
    changed = changedLeaves(before, after).map((leaf) => leaf.path);
    return after;
  });
  return { changed, problems };
}

function withField(
  before: Json,
  [path, value]: readonly [string, unknown],
  mayLose: boolean,
): Json {
  const after = withPath(before, splitPath(path), value ?? undefined);
  const lost = changedLeaves(before, after).filter(({ left }) => left);
  const others = lost.map((leaf) => leaf.path).filter((name) => name !== path);
  if (others.length === 0 || mayLose) return after;
  throw new WakehookError("refused", `${path} would lose ${others.join(", ")}`, {
    hint: `set single settings, as ${others[0]}=VALUE, or let them go with --replace; nothing was changed`,
  });
}

function withAdded(before: Json, [path, values]: readonly [string, readonly unknown[]]): Json {
  const keys = splitPath(path);
  const list = getPath(before, keys) ?? [];
  if (!Array.isArray(list)) throw new WakehookError("usage", `${path} is no list`);
  const known = new Set(list.map((value: unknown) => JSON.stringify(value)));
  return withPath(before, keys, [
    ...(list as unknown[]),
    ...values.filter((value) => !known.has(JSON.stringify(value))),
  ]);
}
