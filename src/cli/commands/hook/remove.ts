import { WakehookError } from "../../../core/records/errors.ts";
import type { Command } from "../../command.ts";
import { placeOf, readEntries } from "../../../settings/edit/edit-hook.ts";
import { hookIdOf } from "../../../settings/edit/hook-id.ts";
import { refuseNamed, removeHook } from "../../../settings/edit/remove-hook.ts";
import { neededArg } from "../../input.ts";
import { printableLine } from "../../terminal/printable.ts";

/** `wakehook hook remove`. */
export const hookRemove: Command = {
  args: [["<hook>", "its id"]],
  options: [["--yes", "do not ask"]],
  details: "Its past stays on record; what still waits ends in error:not_found.",
  examples: ["wakehook hook remove github-site --yes"],
  async run(context, input) {
    const { paths, out, ask } = context;
    const id = hookIdOf(neededArg(input, 0, "the hook's id"));
    const written = await readEntries(context);
    const named = written[placeOf(written, id)]?.["title"];
    const title = typeof named === "string" ? named : "no title";
    refuseNamed(written, id);
    if (input.flag("yes") !== true) {
      if (ask === null)
        throw new WakehookError("usage", `removing ${id} must be confirmed`, { hint: "add --yes" });
      if (!(await ask.confirm(`Remove the hook ${id} (${printableLine(title)})?`, false)))
        throw new WakehookError("refused", "nothing was changed");
    }
    await removeHook(paths, id);
    out.result({ id, removed: true }, () => [`${id} is removed`]);
  },
};
