import type { Command } from "../../command.ts";
import { changeHook } from "../../../settings/edit/edit-hook.ts";
import { parseFieldChange, withChanges } from "../../settings/field-change.ts";
import { hookIdOf } from "../../../settings/edit/hook-id.ts";
import { neededArg } from "../../input.ts";
import { problemLine } from "../../settings/problem-lines.ts";
import { withFingerprints } from "../../../settings/edit/written-secrets.ts";

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
    const changes = input.rest(1).map(parseFieldChange);
    const { entry, problems } = await changeHook(context, id, (old) => withChanges(old, changes));
    out.result(withFingerprints(entry), () => [`${id} is changed`]);
    for (const problem of problems) out.notice(problemLine(problem, out));
  },
};
