// In: a delivery that is held no more, and what its owner waives for it. Out: what its row says, in memory too.

import type { Waiver } from "../../core/ports/ledger-port.ts";
import { stricter } from "../../core/admission/trust.ts";
import type { Waiting } from "./waiting-line.ts";

/** Lets an entry say what its row says once it is held no more. */
export function letGo(entry: Waiting, waiver: Waiver | undefined): Waiting {
  entry.expiresAt = null;
  entry.notBefore = null;
  if (waiver === undefined) return entry;
  entry.waived = [...new Set([...entry.waived, ...waiver.waived])];
  if (waiver.permission !== null) entry.permission = stricter(waiver.permission, entry.permission);
  return entry;
}
