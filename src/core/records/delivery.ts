// A delivery as the ledger keeps it and the rest of the program sees it.

import type { PriorityName } from "../settings/hook.ts";
import type { Permission } from "../settings/providers.ts";
import type { DeliveryId, HookId, RunId } from "./ids.ts";
import type { DeliveryState, HeldStatus, Status } from "./status.ts";
import type { TaskItem } from "./task-item.ts";

/** Header names in lower case, in the order of arrival; secrets are fingerprints already. */
export type HeaderList = ReadonlyArray<readonly [name: string, value: string]>;

/** How a delivery came in. */
export type DeliveryOrigin = "sender" | "test" | "replay";

/** A delivery without its body and headers. */
export interface Delivery {
  readonly id: DeliveryId;
  readonly hookId: HookId;
  readonly source: string;
  readonly origin: DeliveryOrigin;
  readonly replayOf: DeliveryId | null;
  readonly event: string | null;
  readonly entity: string | null;
  readonly receivedAt: number;
  /** When its sender handed it over, by the clock of this machine: `receivedAt`, or before it where it waited elsewhere. */
  readonly sentAt: number;
  /** Who brought it: `tunnel:<name>`, `repair`; null: it came by our own socket. */
  readonly via: string | null;
  /** What names it to who brought it. */
  readonly viaRef: string | null;
  readonly remoteAddress: string;
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly bodyBytes: number;
  readonly priority: PriorityName;
  readonly state: DeliveryState;
  /** Set when held or done. */
  readonly status: Status | null;
  /** Why, in words; null where the status says all. */
  readonly reason: string | null;
  /** Repeats of the sender that were recognised. */
  readonly duplicates: number;
  /** Runs started so far. */
  readonly attempts: number;
  readonly updatedAt: number;
  /** Since when it is held; null where it is not. Epoch milliseconds, as all instants. */
  readonly heldSince: number | null;
  /** When it goes on by itself, as known when it was held; null: nobody knows, or the owner decides. */
  readonly heldUntil: number | null;
  /** When it ends as `skipped:expired` where nobody let it go; null: never. */
  readonly expiresAt: number | null;
  /** Queued, and not to start before: a burst that may grow, a run that is tried again later. */
  readonly notBefore: number | null;
  /** When the burst began that this delivery is the last of; null: it is no burst. */
  readonly burstSince: number | null;
  /** Older deliveries on the same entity that this one took the place of. */
  readonly merged: number;
  /** The newer delivery that took this one's place. */
  readonly mergedInto: DeliveryId | null;
  /** Reasons to hold that the owner has let go for this delivery. */
  readonly waived: readonly HeldStatus[];
  /** The most that its run may do, by the owner's word; null: what the hook says. */
  readonly permission: Permission | null;
  /** The run of wakehook's own that caused it. */
  readonly causedBy: RunId | null;
  /** What it is as a task; null: its hook made none of it. */
  readonly task: TaskItem | null;
}

/** What stands in a delivery about which nothing was decided yet. */
export const UNDECIDED = {
  state: "queued",
  status: null,
  reason: null,
  attempts: 0,
  heldSince: null,
  heldUntil: null,
  expiresAt: null,
  notBefore: null,
  burstSince: null,
  merged: 0,
  mergedInto: null,
  waived: [],
  permission: null,
} as const satisfies Partial<Delivery>;

/** What was received, whole. */
export interface DeliveryContent {
  readonly headers: HeaderList;
  /** null: emptied by retention. */
  readonly body: Uint8Array | null;
}
