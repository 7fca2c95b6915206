// In: a delivery and the hook's template. Out: `prompt.md` in the run's folder, ready for standard input.

import { constants } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import path from "node:path";
import { toError } from "../core/errors.ts";
import type { Hook } from "../core/hook.ts";
import type { RunRequest } from "../core/mode-port.ts";
import { mediaTypeOf, parsePayload } from "../core/payload.ts";
import { buildPrompt } from "../core/prompt.ts";
import type { Source } from "../core/source.ts";
import type { HomePaths } from "../system/home.ts";
import type { Randomness } from "../system/randomness.ts";

/** What making a prompt needs. */
export interface PromptDeps {
  readonly paths: Pick<HomePaths, "root" | "tasksFolder">;
  readonly randomness: Randomness;
  /** Takes the secrets in force out of what a run says. */
  readonly mask: (text: string) => string;
  /** The sender preset of a hook. */
  readonly findSource: (name: string) => Source | undefined;
}

/** The prompt's file, or why there is none. */
export type WrittenPrompt =
  | { readonly ok: true; readonly file: string }
  | { readonly ok: false; readonly reason: string };

/** A template is the owner's own text; longer than a whole prompt may be, it is a mistake. */
const TEMPLATE_LIMIT_BYTES = 1_000_000;
const BOUNDARY_BYTES = 16;

/** Renders the prompt and writes it, readable for its owner alone. */
export async function writePrompt(deps: PromptDeps, request: RunRequest): Promise<WrittenPrompt> {
  const template = await readTemplate(deps.paths.root, request.hook);
  if (typeof template !== "string") return template;
  const payload = payloadOf(deps, request);
  if (!payload.ok) return { ok: false, reason: payload.reason };
  const { delivery, hook } = request;
  const { text } = buildPrompt({
    template,
    appendPayload: hook.appendPayload,
    boundary: deps.randomness.bytes(BOUNDARY_BYTES).toString("hex"),
    title: hook.title,
    mark: request.mark,
    context: {
      payload: payload.payload,
      event: delivery.event,
      entity: delivery.entity,
      deliveryId: delivery.id,
      headers: request.content.headers,
      method: delivery.method,
      path: delivery.path,
      names: deps.findSource(delivery.source)?.names,
    },
  });
  const file = path.join(request.runFolder, "prompt.md");
  await writeFile(file, text, { mode: 0o600 });
  return { ok: true, file };
}

function payloadOf(deps: PromptDeps, { delivery, content }: RunRequest) {
  if (content.body === null)
    return { ok: false, reason: "the body was emptied by retention" } as const;
  const shapes = deps.findSource(delivery.source)?.bodyShapes ?? ["object"];
  return parsePayload(shapes, mediaTypeOf(delivery.contentType), content.body);
}

/** The template in place, or that of the file; a relative file stands in the home folder. */
async function readTemplate(
  home: string,
  hook: Pick<Hook, "promptTemplate" | "promptFile">,
): Promise<string | { ok: false; reason: string }> {
  if (hook.promptTemplate !== undefined && hook.promptTemplate !== "") return hook.promptTemplate;
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
    return await handle.readFile("utf8");
  } catch (thrown) {
    return { ok: false, reason: `prompt_file cannot be read: ${toError(thrown).message}` };
  }
}
