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
import type { CommandContext } from "../command.ts";

type Json = Record<string, unknown>;

/** An entry of `tunnels` as it is written. */
export type TunnelEntry = Readonly<Record<string, unknown>>;

/**
 * Adds a tunnel, or puts it in the place of the one of its name. Where it is refused the key that was written for it
 * goes; where it takes a place, the key of the other.
 * @throws WakehookError `already_exists`, and as `changeConfig`.
 */
export async function addTunnel(
  paths: HomePaths,
  entry: TunnelEntry,
  also: { readonly feature: boolean; readonly replace: boolean },
): Promise<readonly Problem[]> {
  const name = String(entry["name"]);
  let replaced: TunnelEntry | undefined;
  try {
    const problems = await changeConfig(paths, (config) => {
      const tunnels = entriesOf(config);
      replaced = tunnels.find((one) => one["name"] === name);
      if (!also.replace && replaced !== undefined)
        throw new WakehookError("already_exists", `there is a tunnel "${name}" already`, {
          hint: "give another name, or --replace",
        });
      const others = tunnels.filter((one) => one !== replaced);
      const added: Json = { ...config, tunnels: [...others, entry] };
      return also.feature ? withPath(added, ["features", "tunnel"], true) : added;
    });
    if (replaced !== undefined && replaced["key"] !== entry["key"]) await dropKey(paths, replaced);
    return problems;
  } catch (thrown) {
    await dropKey(paths, entry);
    throw thrown;
  }
}

/** Removes a tunnel, and the key that wakehook wrote for it. @throws WakehookError `not_found`, and as `changeConfig`. */
export async function removeTunnel(paths: HomePaths, name: string): Promise<readonly Problem[]> {
  let found: TunnelEntry | undefined;
  const problems = await changeConfig(paths, (config) => {
    const { tunnels: _, ...rest } = config;
    const tunnels = entriesOf(config);
    found = tunnels.find((one) => one["name"] === name);
    if (found === undefined)
      throw new WakehookError("not_found", `there is no tunnel "${name}" in config.json`, {
        hint: "see: wakehook tunnel list",
      });
    const left = tunnels.filter((one) => one !== found);
    return left.length === 0 ? rest : { ...rest, tunnels: left };
  });
  if (found !== undefined) await dropKey(paths, found);
  return problems;
}

/**
 * Writes a tunnel's key where nobody else reads it; what stands for it in config.json is given back. Each in a file of
 * its own: a change that is refused has touched nobody's.
 */
export async function storeKey(
  { paths, randomness }: Pick<CommandContext, "paths" | "randomness">,
  name: string,
  key: string,
): Promise<string> {
  const file = `${keyFiles(paths, name)}${randomness.bytes(4).toString("hex")}.key`;
  await writeVerified(file, `${key}\n`);
  return `file:${file}`;
}

/** A file of the owner's own stays. */
async function dropKey(paths: HomePaths, { name, key }: TunnelEntry): Promise<void> {
  const isOurs = typeof key === "string" && key.startsWith(`file:${keyFiles(paths, String(name))}`);
  if (isOurs) await rm(key.slice("file:".length), { force: true });
}

function keyFiles(paths: HomePaths, name: string): string {
  return path.join(paths.keysFolder, `tunnel-${name}-`);
}

function entriesOf(config: Readonly<Json>): TunnelEntry[] {
  const written = config["tunnels"] ?? [];
  if (Array.isArray(written) && written.every(isRecord)) return written;
  throw new WakehookError("settings_invalid", "config.json: tunnels must be a list of objects", {
    hint: "mend it by hand; nothing was changed",
  });
}
