// What of an accept needs no database: done before the transaction, so that the transaction is short.

import { hash } from "node:crypto";
import type { NewDelivery } from "../../core/records/new-delivery.ts";
import type { ClockJumps } from "../../system/clock-jumps.ts";
import { claimKey, fingerprintOf, type Fingerprint } from "./claim-index.ts";

/** A delivery made ready outside the transaction. */
export interface Prepared {
  readonly delivery: NewDelivery;
  readonly maxQueued: number;
  /** Claims that expired by then are none; epoch milliseconds. */
  readonly claimsAt: number;
  readonly headers: Buffer;
  readonly bodySha256: Uint8Array;
  readonly claims: readonly PreparedClaim[];
}

/** A claim made ready. */
export interface PreparedClaim {
  readonly key: Buffer;
  readonly fingerprint: Fingerprint;
  readonly expiresAt: number;
  /** The sender's own id; a digest of the content is none. */
  readonly isId: boolean;
  /** What who brought it calls it. */
  readonly isPassage: boolean;
}

/** Does what needs no database. A clock that jumped makes no claim end before its time. */
export function prepare(delivery: NewDelivery, maxQueued: number, jumps: ClockJumps): Prepared {
  const lasts = jumps.behind();
  return {
    delivery,
    maxQueued,
    claimsAt: delivery.receivedAt - jumps.ahead(),
    // As JSON in bytes: TEXT would alter a lone surrogate, JSON.stringify writes it as an escape.
    headers: Buffer.from(JSON.stringify(delivery.headers)),
    bodySha256: delivery.bodySha256 ?? hash("sha256", delivery.body, "buffer"),
    claims: delivery.claims.map(({ key, expiresAt }) => {
      const kept = claimKey(delivery.hookId, key);
      return {
        key: kept,
        fingerprint: fingerprintOf(kept),
        expiresAt: expiresAt + lasts,
        isId: key.startsWith("id:"),
        isPassage: key.startsWith("via:"),
      };
    }),
  };
}
