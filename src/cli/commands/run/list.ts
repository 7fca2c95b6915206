import { WakehookError } from "../../../core/records/errors.ts";
import { nextBefore, wireRun } from "../../../core/wire/wire.ts";
import type { Command } from "../../command.ts";
import { findDeliveryId, findRunId } from "../../records/find-record.ts";
import { hookIdOf } from "../../../settings/edit/hook-id.ts";
import type { Input } from "../../input.ts";
import { readLedger } from "../../records/open-ledger.ts";
import { runTable } from "../../records/record-lines.ts";

/** `wakehook run list`. */
export const runList: Command = {
  options: [
    ["--hook <id>", "only those of this hook"],
    ["--delivery <delivery>", "only those of this delivery"],
    ["--state <state>", "only those that are running, or done"],
    ["--status <status>", 'only those with this status, or with its beginning: "error:*"'],
    ["--before <run>", "only older ones: the next page"],
    ["--limit <count>", "how many, 1 to 1000 (default: 20)"],
  ],
  examples: ["wakehook run list", "wakehook run list --state running --json"],
  async run({ paths, out, clock }, input) {
    const limit = input.whole("limit", { min: 1, max: 1000 }) ?? 20;
    const typed = input.text("hook");
    const hookId = typed === undefined ? undefined : hookIdOf(typed);
    const state = stateOf(input);
    const delivery = input.text("delivery");
    const before = input.text("before");
    const runs =
      (await readLedger(paths, (ledger) =>
        ledger.runs({
          limit,
          state,
          hookId,
          deliveryId: delivery === undefined ? undefined : findDeliveryId(ledger, delivery),
          status: input.text("status"),
          before: before === undefined ? undefined : findRunId(ledger, before),
        }),
      )) ?? [];
    const wire = { runs: runs.map(wireRun), next_before: nextBefore(runs, limit) };
    out.result(wire, () => runTable(runs, out, clock.now()));
  },
};

function stateOf(input: Input): "running" | "done" | undefined {
  const typed = input.text("state");
  if (typed === undefined || typed === "running" || typed === "done") return typed;
  throw new WakehookError("usage", `there is no state "${typed}" of runs`, {
    hint: "one of: running, done",
  });
}
