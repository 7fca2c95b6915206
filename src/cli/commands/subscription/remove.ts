import { WakehookError } from "../../../core/records/errors.ts";
import type { Command } from "../../command.ts";
import { neededArg } from "../../input.ts";
import { changeSubscriptions, placeOf } from "../../subscriptions/edit-subscriptions.ts";

/** `wakehook subscription remove`. */
export const subscriptionRemove: Command = {
  args: [["<subscription>", "its id"]],
  options: [["--yes", "do not ask"]],
  details: "Its messages stay on record; those that wait end as failed.",
  examples: ["wakehook subscription remove ci --yes"],
  async run(context, input) {
    const { out, ask } = context;
    const id = neededArg(input, 0, "the subscription's id");
    if (input.flag("yes") !== true) {
      if (ask === null)
        throw new WakehookError("usage", `removing ${id} must be confirmed`, { hint: "add --yes" });
      if (!(await ask.confirm(`Remove the subscription ${id}?`, false)))
        throw new WakehookError("refused", "nothing was changed");
    }
    await changeSubscriptions(context, (entries) => entries.toSpliced(placeOf(entries, id), 1));
    out.result({ id, removed: true }, () => [`${id} is removed`]);
  },
};
