// In: a change to the tunnels of config.json. Out: it is written, or refused and nothing was. Keys stand in files of
// their own beside it.

import { rm } from "node:fs/promises";
import path from "node:path";
import { WakehookError } from "../../core/records/errors.ts";
import { withPath } from "../../core/settings/dotted-path.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { changeConfig } from "../../settings/edit/edit-config.ts";
import { isRecord } from "../../settings/edit/json-file.ts";
import { writeVerified } from "../../settings/edit/write.ts";
import type { HomePaths } from "../../system/home.ts";

type Json = Record<string, unknown>;

/** An entry of `tunnels` as it is written. */
export type TunnelEntry = Readonly<Record<string, unknown>>;

/** Adds a tunnel, or puts it in the place of the one of its name. @throws WakehookError `already_exists`, and as `changeConfig`. */
export function addTunnel(
  paths: HomePaths,
  entry: TunnelEntry,
  also: { readonly feature: boolean; readonly replace: boolean; readonly baseUrl?: string },
): Promise<readonly Problem[]> {
  const name = String(entry["name"]);
  return changeConfig(paths, (config) => {
    const tunnels = entriesOf(config);
    if (!also.replace && tunnels.some((one) => one["name"] === name))
      throw new WakehookError("already_exists", `there is a tunnel "${name}" already`, {
        hint: "give another name, or --replace",
      });
    const others = tunnels.filter((one) => one["name"] !== name);
    const added: Json = { ...config, tunnels: [...others, entry] };
    return also.feature ? withPath(added, ["features", "tunnel"], true) : added;
  });
}

/** Removes a tunnel, and the key that wakehook wrote for it. @throws WakehookError `not_found`, and as `changeConfig`. */
export async function removeTunnel(paths: HomePaths, name: string): Promise<readonly Problem[]> {
  let key: unknown;
  const problems = await changeConfig(paths, (config) => {
    const tunnels = entriesOf(config);
    const found = tunnels.find((one) => one["name"] === name);
    if (found === undefined)
      throw new WakehookError("not_found", `there is no tunnel "${name}" in config.json`, {
        hint: "see: wakehook tunnel list",
      });
    key = found["key"];
    const left = tunnels.filter((one) => one !== found);
    const { tunnels: _, ...rest } = config;
    return left.length === 0 ? rest : { ...rest, tunnels: left };
  });
  const file = keyFile(paths, name);
  if (key === `file:${file}`) await rm(file, { force: true });
  return problems;
}

/** Writes a tunnel's key where nobody else reads it; what stands for it in config.json is given back. */
export async function storeKey(paths: HomePaths, name: string, key: string): Promise<string> {
  const file = keyFile(paths, name);
  await writeVerified(file, `${key}\n`);
  return `file:${file}`;
}

function keyFile(paths: HomePaths, name: string): string {
  return path.join(paths.keysFolder, `tunnel-${name}.key`);
}

function entriesOf(config: Readonly<Json>): TunnelEntry[] {
  const written = config["tunnels"] ?? [];
  if (Array.isArray(written) && written.every(isRecord)) return written;
  throw new WakehookError("settings_invalid", "config.json: tunnels must be a list of objects", {
    hint: "mend it by hand; nothing was changed",
  });
}
