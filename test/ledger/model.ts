// What the ledger must say after each step, in a few lines: a second, simple ledger in memory.

import type { DeliveryId } from "../../src/core/records/ids.ts";
import type { AfterRun, NewHold, Waiver } from "../../src/core/ports/ledger-port.ts";
import type { Permission } from "../../src/core/settings/providers.ts";
import type { DoneStatus } from "../../src/core/records/status.ts";
import { deliveryId } from "./temp-ledger.ts";

/** Why a step is refused; null: it is not. */
export type Code = "not_found" | "refused" | null;

export interface ModelDelivery {
  readonly id: DeliveryId;
  readonly claim: string;
  readonly entity: string | null;
  state: "queued" | "held" | "running" | "done";
  status: string | null;
  duplicates: number;
  attempts: number;
  reattempts: number;
  heldSince: number | null;
  heldUntil: number | null;
  expiresAt: number | null;
  notBefore: number | null;
  burstSince: number | null;
  merged: number;
  mergedInto: DeliveryId | null;
  waived: readonly string[];
  permission: Permission | null;
}

const NO_WAIT = { heldSince: null, heldUntil: null, expiresAt: null, notBefore: null };
const ORDER: readonly Permission[] = ["read_only", "edit", "full"];

export function newDelivery(
  number: number,
  { claim, entity }: { readonly claim: string; readonly entity: string | null },
): ModelDelivery {
  const never = { duplicates: 0, attempts: 0, reattempts: 0, merged: 0, mergedInto: null };
  const free = { waived: [], permission: null, burstSince: null };
  const id = deliveryId(number);
  return { id, claim, entity, state: "queued", status: null, ...NO_WAIT, ...never, ...free };
}

export function isWaiting({ state }: ModelDelivery): boolean {
  return state === "queued" || state === "held";
}

/** The same delivery by the sender's Redeliver button: the owner is asked again, and no bound is widened. */
export function redeliver(delivery: ModelDelivery): void {
  const { reattempts } = delivery;
  const again = { state: "queued", status: null, waived: [] };
  Object.assign(delivery, { ...again, reattempts: reattempts + 1 });
}

export function hold(known: ModelDelivery | undefined, how: NewHold, now: number): Code {
  if (known === undefined) return "not_found";
  if (!isWaiting(known)) return "refused";
  const { status, until: heldUntil, expiresAt } = how;
  const isSame = known.state === "held" && known.status === status;
  const heldSince = isSame ? known.heldSince : now;
  Object.assign(known, { state: "held", status, heldSince, heldUntil, expiresAt, notBefore: null });
  return null;
}

export function release(known: ModelDelivery | undefined, waiver: Waiver | undefined): Code {
  if (known === undefined) return "not_found";
  if (known.state !== "held") return "refused";
  Object.assign(known, { state: "queued", status: null, ...NO_WAIT });
  if (waiver === undefined) return null;
  known.waived = [...known.waived, ...waiver.waived.filter((one) => !known.waived.includes(one))];
  const bounds = new Set([known.permission, waiver.permission]);
  known.permission = ORDER.find((bound) => bounds.has(bound)) ?? null;
  return null;
}

export function end(known: ModelDelivery | undefined, status: DoneStatus): Code {
  if (known === undefined) return "not_found";
  if (!isWaiting(known)) return "refused";
  Object.assign(known, { state: "done", status, ...NO_WAIT });
  return null;
}

export function postpone(
  known: ModelDelivery | undefined,
  wait: { readonly until: number; readonly burstSince: number | null },
): Code {
  if (known === undefined) return "not_found";
  if (known.state !== "queued") return "refused";
  Object.assign(known, { notBefore: wait.until, burstSince: wait.burstSince });
  return null;
}

export function merge(older: ModelDelivery | undefined, newer: ModelDelivery | undefined): Code {
  if (older !== undefined && !isWaiting(older)) return "refused";
  if (older === undefined || newer === undefined) return "not_found";
  if (older === newer || !isWaiting(newer) || older.entity === null) return "refused";
  if (older.entity !== newer.entity) return "refused";
  end(older, "skipped:coalesced");
  older.mergedInto = newer.id;
  newer.merged += older.merged + 1;
  const begun = [older.burstSince, newer.burstSince].filter((at) => at !== null);
  newer.burstSince = begun.length === 0 ? null : Math.min(...begun);
  return null;
}

export function start(known: ModelDelivery | undefined): Code {
  if (known === undefined) return "not_found";
  if (known.state !== "queued") return "refused";
  const attempts = known.attempts + 1;
  Object.assign(known, { state: "running", status: null, attempts, ...NO_WAIT });
  return null;
}

export function finish(
  known: ModelDelivery,
  {
    status,
    after,
    at,
  }: { readonly status: DoneStatus; readonly after: AfterRun; readonly at: number },
): void {
  if (after.kind === "done") Object.assign(known, { state: "done", status });
  if (after.kind === "requeue")
    Object.assign(known, { state: "queued", status: null, notBefore: after.notBefore });
  if (after.kind === "hold") {
    const held = { state: "held", status: after.status, heldSince: at, heldUntil: after.until };
    Object.assign(known, held);
  }
}
