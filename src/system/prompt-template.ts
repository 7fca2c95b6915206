// In: a hook. Out: the owner's own words for its prompt, from the entry or from a file.

import { constants } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { toError } from "../core/records/errors.ts";
import type { Hook } from "../core/settings/hook.ts";

/** The template, or why there is none. */
export type PromptTemplate =
  | { readonly ok: true; readonly template: string }
  | { readonly ok: false; readonly reason: string };

/** A template is the owner's own text; longer than a whole prompt may be, it is a mistake. */
const TEMPLATE_LIMIT_BYTES = 1_000_000;

/** Reads the template in place, or that of the file; a relative file stands in the home folder. */
export async function readPromptTemplate(
  home: string,
  hook: Pick<Hook, "promptTemplate" | "promptFile">,
): Promise<PromptTemplate> {
  if (hook.promptTemplate !== undefined && hook.promptTemplate !== "")
    return { ok: true, template: hook.promptTemplate };
  if (hook.promptFile === undefined || hook.promptFile === "")
    return { ok: false, reason: "no prompt: set prompt_template or prompt_file" };
  const file = path.resolve(home, hook.promptFile);
  try {
    // Not blocking: a named pipe in its place would hold the run up.
    await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const info = await handle.stat();
    if (!info.isFile()) return { ok: false, reason: `prompt_file ${file} is no file` };
    if (info.size > TEMPLATE_LIMIT_BYTES)
      return {
        ok: false,
        reason: `prompt_file ${file} is longer than ${TEMPLATE_LIMIT_BYTES} bytes`,
      };
    return { ok: true, template: await handle.readFile("utf8") };
  } catch (thrown) {
    return { ok: false, reason: `prompt_file cannot be read: ${toError(thrown).message}` };
  }
}
