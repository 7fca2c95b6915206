import { WakehookError } from "../../../core/errors.ts";
import { HOOK_FIELDS } from "../../../core/hook.ts";
import { schemaAt } from "../../../core/schema-fields.ts";
import type { Command } from "../../command.ts";
import { splitPath, withPath } from "../../settings/dotted-path.ts";
import { changeHook, type Entry } from "../../settings/edit-hook.ts";
import { hookIdOf } from "../../settings/hook-id.ts";
import { neededArg } from "../../input.ts";
import { problemLine } from "../../settings/problem-lines.ts";
import { withFingerprints } from "../../settings/secret-fields.ts";
import { typedValue } from "../../settings/typed-value.ts";

/** `wakehook hook set`. */
export const hookSet: Command = {
  args: [
    ["<hook>", "its id"],
    ["<field=value...>", "JSON or bare words; `field=` removes the field"],
  ],
  details:
    "The entry is checked before it is written; a wrong value changes nothing (exit code 3).\nA running daemon has the change in force within a second.",
  examples: [
    "wakehook hook set github-site events=issues.opened,issues.reopened timeout_seconds=1800",
    "wakehook hook set github-site quiet_start=22:00 quiet_end=7 fuse.runs=10",
    "wakehook hook set github-site dependency=",
  ],
  async run(context, input) {
    const { out } = context;
    const id = hookIdOf(neededArg(input, 0, "the hook's id"));
    const changes = input.rest(1).map(parseChange);
    const apply = (entry: Entry): Entry =>
      changes.reduce((made, { keys, value }) => withPath(made, keys, value), entry);
    const { entry, problems } = await changeHook(context, id, apply);
    out.result(withFingerprints(entry), () => [`${id} is changed`]);
    for (const problem of problems) out.notice(problemLine(problem, out));
  },
};

function parseChange(text: string): { keys: string[]; value: unknown } {
  const at = text.indexOf("=");
  if (at <= 0)
    throw new WakehookError("usage", `"${text}" is no change of a field`, {
      hint: "write field=value, or field= to remove it",
    });
  const keys = splitPath(text.slice(0, at));
  if (keys[0] === "id")
    throw new WakehookError("usage", "the id of a hook cannot be changed", {
      hint: "its URL and its history hang on it; add another hook and remove this one",
    });
  const typed = text.slice(at + 1);
  return { keys, value: typed === "" ? undefined : typedValue(typed, schemaAt(HOOK_FIELDS, keys)) };
}
