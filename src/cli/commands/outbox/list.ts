import { OUTBOX_STATES, type OutboxState } from "../../../core/records/outbox-entry.ts";
import { WakehookError } from "../../../core/records/errors.ts";
import { wireReport } from "../../../core/wire/wire.ts";
import type { Command } from "../../command.ts";
import type { Input } from "../../input.ts";
import { entryTable } from "../../outbox/entry-lines.ts";
import { readLedger } from "../../records/open-ledger.ts";

/** `wakehook outbox list`. */
export const outboxList: Command = {
  options: [
    [
      "--sink <name>",
      "only those for this one: subscription:ID, sender:HOOK:0, target:NAME or log",
    ],
    ["--state <state>", `only those in this state: ${OUTBOX_STATES.join(", ")}`],
    ["--event <event>", "only those that tell this event"],
    ["--before <number>", "only older ones: the next page"],
    ["--limit <count>", "how many, 1 to 1000 (default: 20)"],
  ],
  details: "What leaves wakehook: reports and notices to you, events to subscriptions.",
  examples: ["wakehook outbox list --state failed", "wakehook outbox list --sink subscription:ci"],
  async run({ paths, out, clock }, input) {
    const limit = input.whole("limit", { min: 1, max: 1000 }) ?? 20;
    const filter = {
      limit,
      sink: input.text("sink"),
      event: input.text("event"),
      state: stateOf(input),
      before: input.whole("before", { min: 1, max: Number.MAX_SAFE_INTEGER }),
    };
    const found = await readLedger(paths, (ledger) => ({
      messages: ledger.outbox(filter),
      waiting: ledger.outboxWaiting(),
    }));
    const { messages, waiting } = found ?? { messages: [], waiting: [] };
    const wire = {
      messages: messages.map(wireReport),
      waiting,
      next_before: messages.length < limit ? null : (messages.at(-1)?.id ?? null),
    };
    out.result(wire, () => entryTable(messages, out, clock.now()));
    for (const one of waiting) out.notice(`${one.waiting} wait for ${one.sink}`);
  },
};

function stateOf(input: Input): OutboxState | undefined {
  const typed = input.text("state");
  const state = OUTBOX_STATES.find((one) => one === typed);
  if (typed === undefined || state !== undefined) return state;
  throw new WakehookError("usage", `there is no state "${typed}"`, {
    hint: `one of: ${OUTBOX_STATES.join(", ")}`,
  });
}
