import { WakehookError } from "../../../core/records/errors.ts";
import { DELIVERY_STATES, type DeliveryState } from "../../../core/records/status.ts";
import { nextBefore } from "../../../core/wire/wire.ts";
import type { Command } from "../../command.ts";
import { findDeliveryId } from "../../records/find-record.ts";
import { hookIdOf } from "../../../settings/edit/hook-id.ts";
import type { Input } from "../../input.ts";
import { readLedger } from "../../records/open-ledger.ts";
import { wireExplained, withExplanations } from "../../records/explained.ts";
import { heldTable } from "../../records/held-table.ts";
import { deliveryTable } from "../../records/record-lines.ts";
import { taskTable } from "../../records/task-lines.ts";

/** `wakehook delivery list`. */
export const deliveryList: Command = {
  options: [
    ["--hook <id>", "only those of this hook"],
    ["--tasks", "only what is a task, with its title, priority and state"],
    ["--held", "only what is held, with why, since when and until when"],
    ["--state <state>", `only those in this state: ${Object.keys(DELIVERY_STATES).join(", ")}`],
    ["--status <status>", 'only those with this status, or with its beginning: "error:*"'],
    ["--event <event>", "only this event"],
    ["--about <entity>", "only what is about this: octo/site#42"],
    ["--before <delivery>", "only older ones: the next page"],
    ["--limit <count>", "how many, 1 to 1000 (default: 20)"],
  ],
  examples: [
    "wakehook delivery list",
    "wakehook delivery list --held",
    "wakehook delivery list --tasks --state held",
    'wakehook delivery list --hook github-site --status "error:*" --limit 100 --json',
  ],
  async run({ paths, out, clock }, input) {
    const limit = input.whole("limit", { min: 1, max: 1000 }) ?? 20;
    const typed = input.text("hook");
    const hookId = typed === undefined ? undefined : hookIdOf(typed);
    const state = stateOf(input);
    const before = input.text("before");
    const found = await readLedger(paths, (ledger) => ({
      pauses: ledger.pauses(),
      deliveries: ledger.deliveries({
        limit,
        state,
        hookId,
        status: input.text("status"),
        event: input.text("event"),
        entity: input.text("about"),
        tasks: input.flag("tasks"),
        before: before === undefined ? undefined : findDeliveryId(ledger, before),
      }),
    }));
    const { deliveries = [], pauses = [] } = found ?? {};
    const explained = withExplanations(deliveries, { now: clock.now(), pauses });
    const wire = {
      deliveries: explained.map(wireExplained),
      next_before: nextBefore(deliveries, limit),
    };
    out.result(wire, () => tableOf(input)(explained, out, clock.now()));
  },
};

function tableOf(input: Input) {
  if (input.flag("tasks") === true) return taskTable;
  return input.flag("held") === true ? heldTable : deliveryTable;
}

function stateOf(input: Input): DeliveryState | undefined {
  const typed = input.text("state");
  if (input.flag("held") === true) {
    if (typed === undefined) return "held";
    throw new WakehookError("usage", "--held and --state are both given", { hint: "give one" });
  }
  if (typed === undefined || Object.hasOwn(DELIVERY_STATES, typed))
    return typed as DeliveryState | undefined;
  throw new WakehookError("usage", `there is no state "${typed}"`, {
    hint: `one of: ${Object.keys(DELIVERY_STATES).join(", ")}`,
  });
}
