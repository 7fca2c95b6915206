import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Run } from "../../../core/records/run.ts";
import { explainDelivery } from "../../../core/admission/explain.ts";
import type { ChatReadPort } from "../../../core/ports/chat-store-port.ts";
import type { LedgerReadPort } from "../../../core/ports/ledger-read-port.ts";
import { snakeKeys } from "../../../core/wire/wire-keys.ts";
import { wireRun } from "../../../core/wire/wire.ts";
import type { Command } from "../../command.ts";
import { findRunId, noSuchRecord } from "../../records/find-record.ts";
import { neededArg } from "../../input.ts";
import { readLedger } from "../../records/open-ledger.ts";
import { answerLines, handoverLines, runLines } from "../../records/record-lines.ts";
import { printableLine } from "../../terminal/printable.ts";

/** `wakehook run show`. */
export const runShow: Command = {
  args: [["<run>", "its id, or the beginning of it"]],
  examples: ["wakehook run show 01k9", "wakehook run show 01k9 --json"],
  async run({ paths, out, clock }, input) {
    const typed = neededArg(input, 0, "the run's id");
    const found = await readLedger(paths, (ledger) => read(ledger, typed, clock.now()));
    if (found === null) throw noSuchRecord("run", typed);
    const { run, next, handovers } = found;
    const answer = await wholeAnswer(run, paths.runsFolder);
    const wire = {
      ...wireRun(run),
      answer,
      explanation: next,
      handovers: handovers.map((one) => snakeKeys(one)),
    };
    out.result(wire, () => [
      ...runLines(run, clock.now()),
      ...handoverLines(handovers),
      ...(next === null ? [] : ["", printableLine(`its delivery: ${next}`, 2000)]),
      ...answerLines(answer),
      ...(run.state === "running" ? ["", `watch it with: wakehook run logs ${run.id} -f`] : []),
    ]);
  },
};

/** The run, and why its delivery waits again: for another attempt, or for its agent. null: it does not. */
function read(
  ledger: LedgerReadPort & { readonly chats: Pick<ChatReadPort, "handovers"> },
  typed: string,
  now: number,
) {
  const run = ledger.run(findRunId(ledger, typed));
  if (run === null) return null;
  const delivery = ledger.delivery(run.deliveryId);
  const waits = delivery?.state === "queued" || delivery?.state === "held";
  const pauses = ledger.pauses();
  const handovers = ledger.chats.handovers(run.id);
  return { run, handovers, next: waits ? explainDelivery(delivery, { now, pauses }) : null };
}

/** The row has the first 64 kB; the file has all of it as long as retention leaves it. */
async function wholeAnswer(run: Run, runsFolder: string): Promise<string | null> {
  if (run.answer === null) return null;
  try {
    return await readFile(path.join(runsFolder, run.id, "result.md"), "utf8");
  } catch {
    // Emptied by retention: what the row has is what there is.
    return run.answer;
  }
}
