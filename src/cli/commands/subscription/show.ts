import { WakehookError } from "../../../core/records/errors.ts";
import { subscriptionSink } from "../../../core/settings/subscription.ts";
import { wireReport } from "../../../core/wire/wire.ts";
import type { Command } from "../../command.ts";
import { neededArg } from "../../input.ts";
import { entryTable } from "../../outbox/entry-lines.ts";
import { readLedger } from "../../records/open-ledger.ts";
import { readViews } from "../../subscriptions/read-views.ts";
import { subscriptionLines } from "../../subscriptions/view-lines.ts";

const SHOWN_MESSAGES = 10;

/** `wakehook subscription show`. */
export const subscriptionShow: Command = {
  args: [["<subscription>", "its id"]],
  details: "With its last messages; each with its tries: wakehook outbox show NUMBER.",
  examples: ["wakehook subscription show ci"],
  async run(context, input) {
    const { paths, out, clock } = context;
    const id = neededArg(input, 0, "the subscription's id");
    const view = (await readViews(context)).find((one) => one.id === id);
    if (view === undefined)
      throw new WakehookError("not_found", `there is no subscription "${id}"`, {
        hint: "see: wakehook subscription list",
      });
    const filter = { sink: subscriptionSink(id), limit: SHOWN_MESSAGES };
    const messages = (await readLedger(paths, (ledger) => ledger.outbox(filter))) ?? [];
    out.result({ ...view, messages: messages.map(wireReport) }, () => [
      ...subscriptionLines(view),
      "",
      ...entryTable(messages, out, clock.now()),
    ]);
  },
};
