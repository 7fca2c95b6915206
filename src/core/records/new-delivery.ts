// What ingress hands to the ledger, and what it is told.

import type { Permission } from "../settings/providers.ts";
import type { PriorityName } from "../settings/hook.ts";
import type { DeliveryOrigin, HeaderList } from "./delivery.ts";
import type { DeliveryId, HookId, RunId } from "./ids.ts";
import type { TaskItem } from "./task-item.ts";

/** An accepted request before it has a row: what ingress hands to the ledger. */
export interface NewDelivery {
  readonly id: DeliveryId;
  readonly hookId: HookId;
  readonly source: string;
  readonly origin: DeliveryOrigin;
  /** The delivery that this one repeats, for origin `replay`. */
  readonly replayOf?: DeliveryId;
  readonly event: string | null;
  readonly entity: string | null;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** When its sender handed it over, where that was not just now; epoch milliseconds. */
  readonly sentAt?: number | undefined;
  /** Who brought it; absent: it came by our own socket. See `Passage`. */
  readonly via?: string | undefined;
  /** What names it to who brought it. */
  readonly viaRef?: string | undefined;
  readonly remoteAddress: string;
  readonly method: string;
  /** Path and query, credentials replaced by fingerprints. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  /** The SHA-256 of `body` where it is known already; the ledger computes it otherwise. */
  readonly bodySha256?: Uint8Array | undefined;
  readonly contentType: string;
  readonly priority: PriorityName;
  /** Claims that must all be free; the first that is taken makes the delivery a duplicate. */
  readonly claims: readonly Claim[];
  /**
   * The sender has a Redeliver button: a repeat of its id after an `error:` is a new attempt of the
   * first delivery, three times at most. Default false.
   */
  readonly redelivers?: boolean | undefined;
  /** One of wakehook's own runs caused it: its mark, or what it posted, came back. */
  readonly causedBy?: RunId | null | undefined;
  /** The most that its run may do: the owner's word with a replay. Absent: what the hook says. */
  readonly permission?: Permission | null | undefined;
  /** What it is as a task, where its hook makes tasks. */
  readonly task?: TaskItem | null | undefined;
}

/** A key that may be taken once per hook until it expires. */
export interface Claim {
  /** `id:<sender's id>` or `digest:<sha256 hex>`. */
  readonly key: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What became of a delivery that was handed to the ledger. The promise settles after the disk has it. */
export type AcceptOutcome =
  | { readonly kind: "accepted"; readonly deliveryId: DeliveryId }
  | { readonly kind: "duplicate"; readonly deliveryId: DeliveryId; readonly reattempt: boolean };
