// What may be read of the ledger: by the daemon, and by the CLI beside it.

import type { Pause } from "../admission/pause.ts";
import type { Delivery, DeliveryContent } from "../records/delivery.ts";
import type { DeliveryId, HookId, RunId } from "../records/ids.ts";
import type { OutboxEntry, OutboxState, OutboxTry, SinkState } from "../records/outbox-entry.ts";
import type { Run } from "../records/run.ts";
import type { DeliveryState } from "../records/status.ts";

/** What a hook's runs have cost since an instant. */
export interface Spending {
  /** Runs started since then. */
  readonly runs: number;
  /** When the first of them started; null where there is none. */
  readonly firstAt: number | null;
  /** Dollars that they reported; those that go on have reported nothing yet. */
  readonly usd: number;
}

/** What the owner has added to a hook's limits for one day. */
export interface Allowance {
  readonly runs: number;
  readonly usd: number;
}

/** Which deliveries a list shows; newest first. All that is given must hold. */
export interface DeliveryFilter {
  readonly hookId?: string | undefined;
  readonly state?: DeliveryState | undefined;
  /** A whole status, or a prefix with `*`: `error:*`. */
  readonly status?: string | undefined;
  readonly event?: string | undefined;
  readonly entity?: string | undefined;
  /** true: only those that are tasks. */
  readonly tasks?: boolean | undefined;
  /** Only older than this id: the next page. */
  readonly before?: DeliveryId | undefined;
  /** 1 to 1000, default 50. */
  readonly limit?: number | undefined;
}

/** Which runs a list shows; newest first. */
export interface RunFilter {
  readonly hookId?: string | undefined;
  readonly deliveryId?: DeliveryId | undefined;
  readonly state?: "running" | "done" | undefined;
  readonly status?: string | undefined;
  readonly before?: RunId | undefined;
  readonly limit?: number | undefined;
}

/** Which entries of the outbox a list shows; newest first. */
export interface OutboxFilter {
  readonly sink?: string | undefined;
  readonly state?: OutboxState | undefined;
  readonly event?: string | undefined;
  /** The one that was sent with this id. */
  readonly messageId?: string | undefined;
  /** Only older than this id: the next page. */
  readonly before?: number | undefined;
  /** 1 to 1000, default 50. */
  readonly limit?: number | undefined;
}

/** What `hook list` shows of a hook's past. */
export interface HookHistory {
  readonly hookId: HookId;
  readonly deliveries: number;
  readonly waiting: number;
  readonly lastReceivedAt: number | null;
  readonly lastStatus: string | null;
}

/** Reading. The CLI has only this, over a read-only connection. */
export interface LedgerReadPort {
  delivery(id: DeliveryId): Delivery | null;
  /**
   * Headers and body as received.
   * @throws WakehookError `ledger_damaged` where the body no longer has its digest.
   */
  content(id: DeliveryId): DeliveryContent | null;
  run(id: RunId): Run | null;
  deliveries(filter: DeliveryFilter): Delivery[];
  runs(filter: RunFilter): Run[];
  hookHistory(): HookHistory[];
  /** Ids that start with this text, at most `limit`. */
  findIds(prefix: string, limit: number): string[];
  reports(deliveryId: DeliveryId): OutboxEntry[];
  outbox(filter: OutboxFilter): OutboxEntry[];
  outboxEntry(id: number): OutboxEntry | null;
  /** Oldest first. */
  outboxTries(id: number): OutboxTry[];
  /** Entries of each sink that wait. */
  outboxWaiting(): Array<{ readonly sink: string; readonly waiting: number }>;
  /** Sinks that have failed since their last success. */
  sinkStates(): SinkState[];
  /** What is paused, oldest first. */
  pauses(): Pause[];
  /** Runs of a hook started since an instant, and what they cost. */
  spendingSince(hookId: HookId, since: number): Spending;
  /** What the owner added for a day (`2026-11-21`, in the owner's zone); zeros where nothing. */
  allowance(hookId: HookId, day: string): Allowance;
  /** The last run of a hook that ended and reported a cost; null where there is none. */
  lastCostUsd(hookId: HookId): number | null;
}
