// When the daemon could not receive, and what was done about what was missed meanwhile.

import type { HookId } from "./ids.ts";

/** Why nothing could be received: one row per cause, said as a part of a sentence. */
export const GAP_CAUSES = {
  stopped: "the daemon was stopped",
  killed: "the daemon ended without a stop",
  asleep: "the machine slept",
  tunnel: "the tunnel was down",
  storage: "the ledger took nothing (storage_unavailable)",
  queue: "too many deliveries waited (queue_full)",
  hook_invalid: "a hook's entry was never valid (hook_invalid)",
} as const;

/** Why nothing could be received. */
export type GapCause = keyof typeof GAP_CAUSES;

/** A time in which something could not be received. Instants are epoch milliseconds. */
export interface Gap {
  readonly id: number;
  readonly cause: GapCause;
  /** Which tunnel; empty for every other cause. */
  readonly name: string;
  /** One short phrase; null where the cause says all. */
  readonly detail: string | null;
  readonly beganAt: number;
  /** null: it goes on. */
  readonly endedAt: number | null;
}

/** Where a repair stands. */
export const REPAIR_STATES = {
  listing: "asks the sender what it could not deliver",
  fetching: "fetches what was missed and takes it in",
  done: "everything was looked at",
  given_up: "given up; its word says why",
} as const;

/** Where a repair stands. */
export type RepairState = keyof typeof REPAIR_STATES;

/** What became of one delivery that its sender could not deliver. */
export const REPAIR_ITEM_STATES = {
  waiting: "is wanted, and not fetched yet",
  new: "fetched and taken in",
  known: "the ledger had it already",
  delivered: "a later attempt of the sender arrived",
  asked: "its payload was not to be had, so its sender was asked to send it again",
  lost: "it is not to be had any more",
  refused: "ingress refused it for good",
} as const;

/** What became of one delivery. */
export type RepairItemState = keyof typeof REPAIR_ITEM_STATES;

/** One delivery that its sender could not deliver. */
export interface RepairItem {
  /** The sender's id, as the live claim knows it. */
  readonly id: string;
  /** What its sender calls this attempt, for fetching it. */
  readonly ref: string;
  readonly event: string;
  /** By this machine's clock, epoch milliseconds. */
  readonly sentAt: number;
  readonly state: RepairItemState;
  /** Why it is lost or refused. */
  readonly word: string | null;
}

/** One look for what a hook has missed. Instants are epoch milliseconds. */
export interface Repair {
  readonly id: number;
  readonly hookId: HookId;
  /** `gap`: a gap ended. `owner`: by hand. */
  readonly askedBy: "gap" | "owner";
  /** What was sent between these two is looked at, both included. */
  readonly fromAt: number;
  readonly untilAt: number;
  readonly state: RepairState;
  /** The page that is asked for next; null: the first. */
  readonly cursor: string | null;
  /** Deliveries that the sender has listed. */
  readonly listed: number;
  /** Of these, the ones that the hook's `events` do not want. */
  readonly unwanted: number;
  readonly createdAt: number;
  /** When it ended; null: it has not. */
  readonly endedAt: number | null;
  /** When it goes on. */
  readonly nextAt: number;
  /** Failures in a row. */
  readonly failures: number;
  /** What is in its way, or what was left undone, for the owner; null: nothing. */
  readonly word: string | null;
  /** How many of its deliveries stand where. */
  readonly counts: Readonly<Record<RepairItemState, number>>;
}
