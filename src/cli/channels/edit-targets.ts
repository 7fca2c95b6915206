// In: a change to the targets of config.json. Out: it is written, or refused and nothing was.

import { WakehookError } from "../../core/records/errors.ts";
import type { Problem } from "../../core/settings/problem.ts";
import type { FeatureName } from "../../core/settings/features.ts";
import { isRecord } from "../../settings/edit/json-file.ts";
import type { HomePaths } from "../../system/home.ts";
import { withPath } from "../../core/settings/dotted-path.ts";
import { changeConfig } from "../../settings/edit/edit-config.ts";
import type { ChannelEntry } from "./channel-entry.ts";

type Json = Record<string, unknown>;

/** Adds a target. @throws WakehookError `already_exists`, and as `changeConfig`. */
export function addTarget(
  paths: HomePaths,
  entry: ChannelEntry,
  also: { readonly owner: boolean; readonly feature: FeatureName | null },
): Promise<readonly Problem[]> {
  const name = String(entry["name"]);
  return changeConfig(paths, (config) => {
    const targets = entriesOf(config);
    if (targets.some((one) => one["name"] === name))
      throw new WakehookError("already_exists", `there is a target "${name}" already`, {
        hint: "give another: --name NAME",
      });
    const added: Json = { ...config, targets: [...targets, entry] };
    if (also.owner) added["owner"] = [...ownersOf(config), name];
    return also.feature === null ? added : withPath(added, ["features", also.feature], true);
  });
}

/** Removes a target, also from `owner`. @throws WakehookError `not_found`, and as `changeConfig`. */
export function removeTarget(paths: HomePaths, name: string): Promise<readonly Problem[]> {
  return changeConfig(paths, (config) => {
    const targets = entriesOf(config);
    const left = targets.filter((one) => one["name"] !== name);
    if (left.length === targets.length)
      throw new WakehookError("not_found", `there is no target "${name}" in config.json`, {
        hint: "see: wakehook channel list",
      });
    const owner = ownersOf(config).filter((one) => one !== name);
    const { owner: _, ...rest } = config;
    return { ...rest, targets: left, ...(owner.length === 0 ? {} : { owner }) };
  });
}

function entriesOf(config: Readonly<Json>): ChannelEntry[] {
  const written = config["targets"] ?? [];
  if (Array.isArray(written) && written.every(isRecord)) return written;
  throw new WakehookError("settings_invalid", "config.json: targets must be a list of objects", {
    hint: "mend it by hand; nothing was changed",
  });
}

function ownersOf(config: Readonly<Json>): unknown[] {
  const written = config["owner"];
  return Array.isArray(written) ? written : [];
}
