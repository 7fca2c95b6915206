// The argument list of mode command. What a sender wrote is never a part of it.

import type { Problem } from "../../core/settings/problem.ts";
import { placeholderNames } from "../../core/text/template.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { finding } from "./finding.ts";

const AS_A_LIST = 'write it as a list: ["make", "deploy"]';

/** Checks `command`: there where it is needed, a program, and nothing to be filled in. */
export function commandProblems({ hook, place }: CheckedHook): Problem[] {
  const { command, mode } = hook;
  const wrong = (value: unknown, message: string, hint?: string): Problem =>
    finding("error", place, { field: "command", value, message, hint });
  if (command === undefined) {
    if (mode !== "command") return [];
    return [wrong(undefined, "is missing: mode command needs it", AS_A_LIST)];
  }
  const [program = ""] = command;
  if (program.trim() === "") return [wrong(command, "begins with an empty program")];
  if (command.length === 1 && /\s/.test(program) && !program.includes("/"))
    return [wrong(command, "is one word with blanks, and no shell splits it", AS_A_LIST)];
  return command.flatMap((argument) => {
    if (argument.includes("\0")) return [wrong(argument, "holds a NUL byte")];
    if (placeholderNames(argument).length === 0) return [];
    const hint =
      "the payload comes on standard input, and in the file that $WAKEHOOK_PAYLOAD_FILE names";
    return [
      wrong(argument, "takes no placeholders: nothing of a sender becomes an argument", hint),
    ];
  });
}
