// Claude Code's own settings. In: a change. Out: the file with it, in its own spelling of JSON, and what it held before
// beside it. A broken file is not touched.

import { chmod, copyFile, mkdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { toError, WakehookError } from "../../core/records/errors.ts";
import { bytesOf, writeVerified } from "../../settings/edit/write.ts";
import type { Environment } from "../../system/environment.ts";

/** Settings as they were read. */
export interface ClaudeSettings {
  readonly file: string;
  /** null: there is no file. */
  readonly bytes: Buffer | null;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Beside the settings: what they held before the last change of ours. */
const BACKUP_ENDING = ".before-wakehook";
const BYTE_ORDER_MARK = "\uFEFF";

/** The folder of Claude Code's settings: CLAUDE_CONFIG_DIR, or `~/.claude`. */
export function claudeFolder(environment: Environment): string {
  const named = environment["CLAUDE_CONFIG_DIR"];
  if (named !== undefined && named !== "") return path.resolve(named);
  return path.join(environment["HOME"] ?? homedir(), ".claude");
}

/** Reads them. @throws WakehookError `settings_invalid` where they are broken. */
export async function readClaudeSettings(environment: Environment): Promise<ClaudeSettings> {
  const file = path.join(claudeFolder(environment), "settings.json");
  const bytes = await bytesOf(file).catch((thrown: unknown) => {
    throw broken(file, toError(thrown).message);
  });
  if (bytes === null) return { file, bytes, value: {} };
  const text = textOf(bytes, file);
  if (text.trim() === "") return { file, bytes, value: {} };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw broken(file, "it is no JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw broken(file, "it is no JSON object");
  const { hooks } = value as Record<string, unknown>;
  if (hooks !== undefined && (typeof hooks !== "object" || hooks === null || Array.isArray(hooks)))
    throw broken(file, "its hooks are no JSON object");
  return { file, bytes, value: value as Record<string, unknown> };
}

/**
 * Writes them. Indentation, line ends and the mode of the file stay.
 * @returns the copy of what was there; null: there was no file.
 * @throws WakehookError `locked` where the file was changed meanwhile, `settings_unwritable`.
 */
export async function writeClaudeSettings(
  { file, bytes }: ClaudeSettings,
  value: Readonly<Record<string, unknown>>,
): Promise<string | null> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const backup = bytes === null ? null : `${file}${BACKUP_ENDING}`;
  const mode = bytes === null ? null : (await stat(file)).mode & 0o777;
  if (backup !== null) {
    await copyFile(file, backup);
    await chmod(backup, 0o600);
  }
  const written = await writeVerified(file, spelled(bytes, value), bytes);
  if (written === "changed")
    throw new WakehookError("locked", `${file} was changed at this very moment`, {
      hint: "try again",
    });
  if (mode !== null) await chmod(file, mode);
  return backup;
}

/** As the file is written now. */
function spelled(bytes: Buffer | null, value: object): string {
  const text = bytes?.toString("utf8") ?? "";
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  const indent = /\{\r?\n([ \t]+)"/.exec(text)?.[1];
  const isOneLine = text.trim() !== "" && text.trim() !== "{}" && indent === undefined;
  const json = JSON.stringify(value, null, isOneLine ? 0 : (indent ?? 2));
  const ended = text === "" || text.endsWith("\n") ? `${json}\n` : json;
  return mark + (text.includes("\r\n") ? ended.replaceAll("\n", "\r\n") : ended);
}

function textOf(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw broken(file, "it is no UTF-8");
  }
}

function broken(file: string, why: string): WakehookError {
  return new WakehookError("settings_invalid", `${file} cannot be used: ${why}`, {
    hint: "mend it by hand first; it was not changed",
  });
}
