// In: a delivery that may run or wait, and older ones on its entity that have not run. Out: one of them.
// The newest brings the last state of the entity, so a burst or a night becomes one run.

import type { Verdict } from "../../core/records/verdict.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { DeliveryId } from "../../core/records/ids.ts";
import type { LedgerPort } from "../../core/ports/ledger-port.ts";
import { isTrustedNoLess } from "../../core/admission/trust.ts";
import type { EntityIndex } from "./entity-index.ts";
import type { Facts } from "../admission/facts.ts";
import type { Holds } from "./holds.ts";
import type { Waiting } from "./waiting-line.ts";

/** What merging needs from around it. */
export interface MergingDeps {
  readonly ledger: Pick<LedgerPort, "merge">;
  readonly index: EntityIndex;
  readonly holds: Holds;
  readonly facts: Pick<Facts, "of">;
}

/**
 * Lets a delivery take the place of older ones, where the hook wants that; each is handed over once it is on
 * disk. True where there was one. @throws what the ledger throws; what was handed over before is done.
 */
export function mergeOlder(
  deps: MergingDeps,
  { entry, hook }: { readonly entry: Waiting; readonly hook: Hook },
  onMerged: (older: Waiting) => void,
): boolean {
  // Looking at all that waits on the entity, for each that comes, grows with the square of a burst.
  if (!maySomeMerge(deps.holds, hook)) return false;
  const older = deps.index
    .before(entry)
    .filter((one) => mayMerge(deps.holds, hook, one) && isNoStranger(deps, entry, one));
  for (const one of older) {
    deps.ledger.merge(one.id, entry.id, reasonOf(entry));
    entry.merged += one.merged + 1;
    entry.burstSince = earlier(one.burstSince, entry.burstSince);
    onMerged(one);
  }
  return older.length > 0;
}

/** A delivery that goes on, now or later, brings the newer state; one that is filtered out brings nothing. */
export function takesPlace(entry: Waiting, verdict: Verdict): boolean {
  if (!bringsNews(entry)) return false;
  if (verdict.kind === "hold") return verdict.status === "held:quiet_hours";
  return verdict.kind !== "end";
}

/** One that has run once, or that the owner asked for again, is no part of a burst: what it says may be long past. */
function bringsNews({ origin, attempts }: Pick<Waiting, "origin" | "attempts">): boolean {
  return origin !== "replay" && attempts === 0;
}

/** Nobody makes an author's delivery vanish whom the hook trusts less: a word of yours, and a stranger's next to it. */
function isNoStranger({ facts }: Pick<MergingDeps, "facts">, newer: Waiting, older: Waiting) {
  const trustOf = (one: Waiting) => facts.of(one).ask.trust();
  return isTrustedNoLess(trustOf(newer), trustOf(older));
}

function maySomeMerge(holds: Holds, hook: Hook): boolean {
  return mergesWaiting(hook) || holds.hasAny(hook.id, "held:quiet_hours");
}

function mergesWaiting({ coalesce, overlap }: Hook): boolean {
  return coalesce !== undefined || overlap === "replace";
}

/** What the owner has let go, or what waits for more than the end of quiet hours, is no part of a burst. */
function mayMerge(holds: Holds, hook: Hook, entry: Waiting): boolean {
  if (!bringsNews(entry) || entry.waived.length > 0) return false;
  const held = holds.get(entry.id)?.status;
  if (held !== undefined) return held === "held:quiet_hours";
  return mergesWaiting(hook);
}

function reasonOf({ id, entity }: { readonly id: DeliveryId; readonly entity: string | null }) {
  return `a newer delivery on ${entity ?? "the same entity"} took its place: ${id}`;
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
