import { wireReport } from "../../../core/wire/wire.ts";
import { snakeKeys } from "../../../core/wire/wire-keys.ts";
import type { Command } from "../../command.ts";
import { neededArg } from "../../input.ts";
import { entryLines } from "../../outbox/entry-lines.ts";
import { findEntry, noSuchMessage } from "../../outbox/find-entry.ts";
import { readLedger } from "../../records/open-ledger.ts";

/** `wakehook outbox show`. */
export const outboxShow: Command = {
  args: [["<message>", "its number, or its id (msg_...)"]],
  details: "Prints what it says, and every try with what was answered.",
  examples: ["wakehook outbox show 12", "wakehook outbox show msg_8d3f... --json"],
  async run({ paths, out, clock }, input) {
    const typed = neededArg(input, 0, "the message");
    const found = await readLedger(paths, (ledger) => {
      const entry = findEntry(ledger, typed);
      return { entry, tries: ledger.outboxTries(entry.id) };
    });
    if (found === null) throw noSuchMessage(typed);
    const { entry, tries } = found;
    out.result({ ...wireReport(entry), tries: tries.map(snakeKeys) }, () =>
      entryLines(entry, tries, clock.now()),
    );
  },
};
