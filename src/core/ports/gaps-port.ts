// What the rest of the program says and asks of gaps: when nothing could be received, and what was missed meanwhile.

import type { Gap, Repair, RepairItem, RepairItemState } from "../records/gap.ts";
import type { HookId } from "../records/ids.ts";
import type { NewReport } from "./ledger-port.ts";

/** For who notices that nothing can be received. Never throws, never waits. */
export interface GapsPort {
  /** From now on nothing is received by this way; said again before it ended, nothing happens. `detail`: one short phrase without secrets. */
  began(cause: "tunnel", name: string, detail?: string): void;
  /** It works again, and what was missed is asked for; without a beginning nothing happens. */
  ended(cause: "tunnel", name: string): void;
}

/** A gap before it has a row. */
export type NewGap = Omit<Gap, "id">;

/** What a repair begins with. */
export type NewRepair = Pick<
  Repair,
  "hookId" | "askedBy" | "fromAt" | "untilAt" | "createdAt" | "nextAt"
>;

/** A time that is looked at, both ends included. */
export type RepairRange = Pick<Repair, "fromAt" | "untilAt">;

/** One page of what a sender could not deliver. */
export interface RepairPage {
  /** Wanted and not known yet. */
  readonly items: ReadonlyArray<Pick<RepairItem, "id" | "ref" | "event" | "sentAt">>;
  /** Arrived. `isRepeat`: older attempts that did not arrive may come on a later page. */
  readonly delivered: ReadonlyArray<
    Pick<RepairItem, "id" | "ref" | "event" | "sentAt"> & { readonly isRepeat: boolean }
  >;
  readonly listed: number;
  readonly unwanted: number;
  /** The next page; null: that was the last. */
  readonly cursor: string | null;
}

/** Reading, for lists. */
export interface GapReadPort {
  /** Newest first. */
  gaps(limit: number): Gap[];
  /** Newest first. */
  repairs(filter: { readonly limit: number; readonly hookId?: string | undefined }): Repair[];
  repair(id: number): Repair | null;
  /** Oldest first. */
  repairItems(
    id: number,
    filter: { readonly state?: RepairItemState; readonly limit: number },
  ): RepairItem[];
}

/** What the ledger keeps of gaps. Everything is synced to disk when a method returns. */
export interface GapStorePort extends GapReadPort {
  /** A gap that is over, or begins. Gives its number. */
  addGap(gap: NewGap): number;
  endGap(id: number, at: number): void;
  /** Ends what a dead daemon left open. */
  endOpenGaps(at: number): void;
  /** Gaps that are over and touch the time since an instant, oldest first. */
  gapsSince(since: number): Gap[];
  /** A new repair. Gives its number. */
  addRepair(repair: NewRepair): number;
  /** Repairs that have not ended, oldest first. */
  openRepairs(): Repair[];
  /** Writes a page down: what it has and where the next one begins, together. After the last one the repair is `fetching`. */
  addPage(id: number, page: RepairPage): void;
  /** What became of one delivery. */
  settleItem(id: number, item: string, state: RepairItemState, word?: string): void;
  /** It goes on later. */
  postponeRepair(id: number, later: Pick<Repair, "nextAt" | "failures" | "word">): void;
  /** The next page is the first one again: its cursor leads nowhere. */
  restartListing(id: number): void;
  /** One that has not begun looks further: from an earlier instant, up to a later one. */
  extendRepair(id: number, range: RepairRange): void;
  endRepair(
    id: number,
    end: { readonly state: "done" | "given_up"; readonly at: number; readonly word: string | null },
    reports: readonly NewReport[],
  ): void;
  /** Ended repairs and gaps that nobody asks for any more. */
  forgetGaps(before: number): void;
  /** Whether a repair of the hook is on record as having taken a delivery in. */
  wasTakenIn(hookId: HookId, item: string): boolean;
  /** Which times were looked at for a hook because of gaps, or are to be; those that end before an instant are left out. */
  repairRanges(hookId: HookId, since: number): RepairRange[];
}

/** What the owner may ask of repairs. */
export interface RepairsPort {
  /** Asks for what was missed in gaps that are on record; returns at once. */
  look(): void;
  /**
   * Looks for what a hook has missed since an instant, now. Gives the repair's number.
   * @throws WakehookError `not_found`, `refused`
   */
  start(hookId: string, since: number): number;
  /** What it would find, without taking anything in. @throws WakehookError `not_found`, `refused` */
  preview(hookId: string, since: number): Promise<RepairPreview>;
}

/** What a repair would find. */
export interface RepairPreview {
  readonly listed: number;
  readonly unwanted: number;
  /** The ledger has them. */
  readonly known: number;
  /** Oldest first. */
  readonly missed: ReadonlyArray<Pick<RepairItem, "id" | "event" | "sentAt">>;
  /** What kept it from looking at all; null: nothing. */
  readonly word: string | null;
}
