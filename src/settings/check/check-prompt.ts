// The prompt of wake and cron_task, the message of notify. A prompt file is read anew by every run; here it is only seen
// whether that would work now.

import { constants } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { toError } from "../../core/records/errors.ts";
import type { Problem } from "../../core/settings/problem.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { finding, type Words } from "./finding.ts";

/** A rendered prompt stays below this; so does its template, bytes. */
const MAX_PROMPT_BYTES = 1024 * 1024;

const NO_MESSAGE = "is missing: mode notify needs it";

/** Checks prompt_template, prompt_file and message_template. A relative prompt_file lies below the home folder. */
export async function promptProblems({ hook, place, paths }: CheckedHook): Promise<Problem[]> {
  const { promptFile, promptTemplate, messageTemplate } = hook;
  if (hook.mode === "notify" && (messageTemplate ?? "").trim() === "")
    return [finding("error", place, { field: "message_template", message: NO_MESSAGE })];
  if (promptFile === undefined) {
    const needsPrompt = hook.mode === "wake" || hook.mode === "cron_task";
    if (promptTemplate !== undefined || !needsPrompt) return [];
    const message = `is missing: mode ${hook.mode} needs it, or prompt_file`;
    return [finding("error", place, { field: "prompt_template", message })];
  }
  const at = { field: "prompt_file", value: promptFile };
  if (promptTemplate !== undefined) {
    const message = "stands beside prompt_template: set one of them";
    return [finding("error", place, { ...at, message })];
  }
  const why = await unreadable(path.resolve(paths.root, promptFile));
  return why === null ? [] : [finding("error", place, { ...at, ...why })];
}

async function unreadable(file: string): Promise<Words | null> {
  try {
    await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile()) return { message: "is not a file" };
    if (stats.size > MAX_PROMPT_BYTES)
      return { message: `is larger than ${MAX_PROMPT_BYTES} bytes` };
    return stats.size === 0 ? { message: "is empty" } : null;
  } catch (thrown) {
    return { message: `cannot be read: ${toError(thrown).message}`, thrown };
  }
}
