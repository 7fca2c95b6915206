// A ledger that is only remembered: what a dry run writes goes here and nowhere else. In: recorded deliveries, as if
// none of them had been looked at. Out: where each stands, and the whole way of each there.

import { UNDECIDED, type Delivery } from "../../core/records/delivery.ts";
import type { Run } from "../../core/records/run.ts";
import type { DeliveryId, HookId, RunId } from "../../core/records/ids.ts";
import type { LedgerPort, NewHold } from "../../core/ports/ledger-port.ts";
import type { LedgerReadPort } from "../../core/ports/ledger-read-port.ts";
import type { DoneStatus } from "../../core/records/status.ts";

/** What stands in the place of the ledger. */
export interface SimulatedLedger extends Pick<
  LedgerPort,
  | "hold"
  | "end"
  | "postpone"
  | "delivery"
  | "content"
  | "notify"
  | "waiting"
  | "release"
  | "merge"
  | "run"
  | "runsBetween"
  | "spendingSince"
  | "allowance"
  | "pauses"
  | "pause"
  | "resume"
> {
  /** A delivery as it was when it came: queued, and nothing decided. */
  add(delivery: Delivery): Delivery;
  /** A run that starts and ends in the same moment, with what it costs. */
  ran(id: DeliveryId, at: number, costUsd: number): void;
  /** What was held first, and with what words; undefined: nothing was. */
  firstHold(id: DeliveryId): NewHold | undefined;
  /** When it ran; undefined: it did not. */
  ranAt(id: DeliveryId): number | undefined;
  /** When anything that is held goes on by itself, as known now; null: nothing does. */
  nextHeldUntil(): number | null;
}

interface SimulatedRun {
  readonly hookId: HookId;
  readonly entity: string | null;
  readonly at: number;
  readonly usd: number;
}

/** Creates it empty; what is asked of the past comes from the recorded ledger. */
export function createSimulatedLedger(
  recorded: Pick<LedgerReadPort, "delivery" | "content" | "run">,
): SimulatedLedger {
  const rows = new Map<DeliveryId, Delivery>();
  const holds = new Map<DeliveryId, NewHold>();
  const ranAt = new Map<DeliveryId, number>();
  const runs: SimulatedRun[] = [];

  function change(id: DeliveryId, to: Partial<Delivery>): Delivery {
    const row = rows.get(id);
    if (row === undefined) throw new Error(`${id} is no delivery of this dry run`);
    const changed = { ...row, heldUntil: null, ...to };
    rows.set(id, changed);
    return changed;
  }

  const end = (id: DeliveryId, status: DoneStatus, reason: string | null): void =>
    void change(id, { state: "done", status, reason });

  return {
    add(delivery) {
      const fresh = asItCame(delivery);
      rows.set(fresh.id, fresh);
      return fresh;
    },
    ran(id, at, usd) {
      const { hookId, entity } = change(id, { state: "done", status: "success", reason: null });
      runs.push({ hookId, entity, at, usd });
      ranAt.set(id, at);
    },
    firstHold: (id) => holds.get(id),
    ranAt: (id) => ranAt.get(id),
    nextHeldUntil: () => earliest([...rows.values()].map(({ heldUntil }) => heldUntil)),
    hold(id, hold) {
      const { status, reason, until } = hold;
      change(id, { state: "held", status, reason, heldUntil: until });
      if (!holds.has(id)) holds.set(id, hold);
    },
    end,
    postpone: (id, until, { reason }) => void change(id, { notBefore: until, reason }),
    release: (id) => void change(id, { state: "queued", status: null, reason: null }),
    merge(older, newer, reason) {
      end(older, "skipped:coalesced", reason);
      change(older, { mergedInto: newer });
    },
    delivery: (id) => rows.get(id) ?? recorded.delivery(id),
    content: (id) => recorded.content(id),
    run: (id: RunId): Run | null => recorded.run(id),
    waiting: () => [...rows.values()].filter(({ state }) => state === "queued" || state === "held"),
    notify: () => true,
    runsBetween: (hookId, entity, from, to) =>
      runs.filter(
        (run) => run.hookId === hookId && run.entity === entity && run.at >= from && run.at <= to,
      ).length,
    spendingSince(hookId, since) {
      const counted = runs.filter((run) => run.hookId === hookId && run.at >= since);
      const usd = counted.reduce((sum, run) => sum + run.usd, 0);
      return { runs: counted.length, firstAt: counted[0]?.at ?? null, usd };
    },
    allowance: () => ({ runs: 0, usd: 0 }),
    pauses: () => [],
    pause: () => {},
    resume: () => true,
  };
}

/** Nothing of what was decided about it then. */
function asItCame(delivery: Delivery): Delivery {
  return { ...delivery, ...UNDECIDED };
}

function earliest(instants: ReadonlyArray<number | null>): number | null {
  const known = instants.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
}
