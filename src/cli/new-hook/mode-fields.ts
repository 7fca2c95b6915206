// In: flags of `hook add`. Out: the fields of the entry that only one mode has.

import { defaultMessage } from "../../core/new-hook/default-words.ts";
import { WakehookError } from "../../core/records/errors.ts";
import { HOOK_FIELDS } from "../../core/settings/hook.ts";
import type { Source } from "../../core/events/source.ts";
import type { CommandContext } from "../command.ts";
import type { Input } from "../input.ts";

/** Fields as they are written to webhooks.json. */
export interface ModeFields {
  readonly command?: readonly string[] | undefined;
  readonly message_template?: string | undefined;
  readonly forward?: { readonly url: string } | undefined;
}

/** Asks for what the mode needs where somebody can be asked. @throws WakehookError `usage`. */
export async function chooseModeFields(
  { ask }: CommandContext,
  input: Input,
  { mode, source }: { readonly mode: string; readonly source: Source },
): Promise<ModeFields> {
  if (mode === "notify") {
    const usual = defaultMessage(source);
    const question = "What does it say? (with {{placeholders}})";
    const message = input.text("message") ?? (await ask?.text(question, usual));
    return { message_template: message ?? usual };
  }
  if (mode === "forward") {
    const url = input.text("url") ?? (await ask?.text("To which URL?")) ?? "";
    return { forward: url === "" ? undefined : { url } };
  }
  if (mode !== "command") return {};
  const question = 'Which program? (its path, or a list: ["make", "deploy"])';
  const typed = input.text("command") ?? (await ask?.text(question)) ?? "";
  return { command: typed === "" ? undefined : argumentList(typed) };
}

function argumentList(typed: string): readonly string[] {
  if (!typed.trimStart().startsWith("[")) {
    if (!/\s/.test(typed)) return [typed];
    throw new WakehookError("usage", `--command is "${typed}": there is no shell to split it`, {
      hint: `write it as a list: --command '["make", "deploy"]'`,
    });
  }
  const list = HOOK_FIELDS.command.safeParse(parsed(typed)).data;
  if (list !== undefined) return list;
  throw new WakehookError("usage", `--command is no list of words: ${typed}`, {
    hint: `write it as JSON: --command '["make", "deploy"]'`,
  });
}

function parsed(typed: string): unknown {
  try {
    return JSON.parse(typed);
  } catch {
    return null;
  }
}
