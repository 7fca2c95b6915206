// One delivery within the transaction of its batch: a duplicate, or a new row with its claims, or refused.

import type { AcceptOutcome, NewDelivery } from "../../core/records/new-delivery.ts";
import { WakehookError } from "../../core/records/errors.ts";
import { announce, type AnnounceDeps } from "../changes/announce.ts";
import type { Fingerprint } from "./claim-index.ts";
import type { Connection } from "../file/connection.ts";
import { countChange } from "../file/position.ts";
import type { Memory } from "./memory.ts";
import type { Prepared, PreparedClaim } from "./prepared-delivery.ts";
import { readDelivery } from "../reading/reads.ts";

/** What a batch has done and memory does not know yet. */
export interface Staged {
  waiting: number;
  /** Rows of `claims` by their key in hex. */
  readonly claims: Map<string, { readonly fingerprint: Fingerprint; readonly row: number }>;
}

/** Or the refusal: nothing was written for this delivery then. */
export type AcceptResult = AcceptOutcome | WakehookError;

const MOST_REATTEMPTS = 3;

interface AcceptDeps extends AnnounceDeps {
  readonly connection: Connection;
  readonly memory: Memory;
  readonly staged: Staged;
}

/** Works on one delivery. Memory is only read; what changes is staged until the commit has returned. */
export function acceptOne(deps: AcceptDeps, prepared: Prepared): AcceptResult {
  for (const claim of prepared.claims) {
    const first = holderOf(deps, claim, prepared.claimsAt);
    if (first !== null) {
      const result = repeatOf(deps, prepared, { first, isId: claim.isId });
      // Brought again after a break, a repeat that was a new attempt must not be one more.
      if (!(result instanceof WakehookError) && !claim.isPassage)
        insertClaims(
          deps,
          prepared.claims.filter(({ isPassage }) => isPassage),
          first.sequence,
        );
      return result;
    }
  }
  if (isFull(deps, prepared.maxQueued)) return queueFull(prepared.maxQueued);
  insert(deps, prepared);
  deps.staged.waiting += 1;
  announceNew(deps, prepared);
  return { kind: "accepted", deliveryId: prepared.delivery.id };
}

/** Adds what a batch did to memory, after its commit. */
export function settleStaged(memory: Memory, staged: Staged): void {
  memory.waiting += staged.waiting;
  for (const { fingerprint, row } of staged.claims.values()) memory.claims.set(fingerprint, row);
}

/** Where nobody wants to know, this costs one question to memory. */
function announceNew(deps: AcceptDeps, { delivery: { id, receivedAt: at } }: Prepared): void {
  if (deps.announcer?.wants("accepted") !== true) return;
  const delivery = readDelivery(deps.connection, id);
  if (delivery !== null) announce(deps, deps.connection, { kind: "accepted", at, delivery });
}

interface First {
  readonly sequence: number;
  readonly id: NewDelivery["id"];
  readonly state: string;
  readonly status: string | null;
  readonly reattempts: number;
  readonly hasContent: number;
}

/** The delivery that holds an unexpired claim on this key, or null. */
function holderOf(
  { connection, memory, staged }: AcceptDeps,
  claim: PreparedClaim,
  now: number,
): First | null {
  const row =
    staged.claims.get(claim.key.toString("hex"))?.row ?? memory.claims.find(claim.fingerprint);
  if (row === null) return null;
  return (
    connection.one<First>(
      `SELECT d.sequence, d.id, d.state, d.status, d.reattempts,
        EXISTS (SELECT 1 FROM contents WHERE sequence = d.sequence) AS hasContent
      FROM claims c JOIN deliveries d ON d.sequence = c.delivery
      WHERE c.number = ? AND c.key = ? AND c.expires_at > ?`,
      [row, claim.key, now],
    ) ?? null
  );
}

/**
 * A repeat is counted on the first delivery. It is a new attempt only where the sender has a Redeliver button,
 * the id that it chose is the one that was seen, and the first delivery ended in an error. A digest alone never
 * is: the same bytes are what a captured request has too.
 */
function repeatOf(
  deps: AcceptDeps,
  { delivery, maxQueued }: Prepared,
  { first, isId }: { readonly first: First; readonly isId: boolean },
): AcceptResult {
  const reattempt = isId && delivery.redelivers === true && mayBeTriedAgain(first);
  if (reattempt && isFull(deps, maxQueued)) return queueFull(maxQueued);
  deps.connection.run(
    "UPDATE deliveries SET duplicates = duplicates + 1, updated_at = ? WHERE sequence = ?",
    [delivery.receivedAt, first.sequence],
  );
  if (reattempt) requeue(deps, first.sequence);
  return { kind: "duplicate", deliveryId: first.id, reattempt };
}

function mayBeTriedAgain({ state, status, reattempts, hasContent }: First): boolean {
  const isError = state === "done" && status !== null && status.startsWith("error:");
  return isError && reattempts < MOST_REATTEMPTS && hasContent === 1;
}

/** What the owner let go, an approval above all, was for the run that has been; a bound on its rights stays. */
function requeue({ connection, staged }: AcceptDeps, sequence: number): void {
  countChange(connection);
  connection.run(
    "UPDATE deliveries SET state = 'queued', status = NULL, reason = 'redelivered by the sender', waived = '[]', reattempts = reattempts + 1 WHERE sequence = ?",
    [sequence],
  );
  staged.waiting += 1;
}

function insert({ connection, staged }: AcceptDeps, prepared: Prepared): void {
  const { delivery: d, headers, bodySha256 } = prepared;
  const { rowId: sequence } = connection.run(
    `INSERT INTO deliveries (id, hook_id, source, origin, replay_of, event, entity, received_at, remote_address,
      method, path, content_type, body_bytes, body_sha256, priority, state, updated_at, caused_by, task, via, via_ref, sent_at, permission)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?)`,
    [
      d.id,
      d.hookId,
      d.source,
      d.origin,
      d.replayOf ?? null,
      d.event,
      d.entity,
      d.receivedAt,
      d.remoteAddress,
      d.method,
      d.path,
      d.contentType,
      d.body.byteLength,
      bodySha256,
      d.priority,
      d.receivedAt,
      d.causedBy ?? null,
      d.task == null ? null : JSON.stringify(d.task),
      d.via ?? null,
      d.viaRef ?? null,
      d.sentAt ?? null,
      d.permission ?? null,
    ],
  );
  connection.run("INSERT INTO contents VALUES (?, ?, ?)", [sequence, headers, d.body]);
  insertClaims({ connection, staged }, prepared.claims, sequence);
}

function insertClaims(
  { connection, staged }: Pick<AcceptDeps, "connection" | "staged">,
  claims: readonly PreparedClaim[],
  sequence: number,
): void {
  for (const { key, fingerprint, expiresAt } of claims) {
    const { rowId: row } = connection.run(
      "INSERT INTO claims (key, delivery, expires_at) VALUES (?, ?, ?)",
      [key, sequence, expiresAt],
    );
    staged.claims.set(key.toString("hex"), { fingerprint, row });
  }
}

function isFull({ memory, staged }: AcceptDeps, maxQueued: number): boolean {
  return memory.waiting + staged.waiting >= maxQueued;
}

function queueFull(maxQueued: number): WakehookError {
  return new WakehookError("queue_full", `${maxQueued} deliveries wait already`, {
    hint: "look at what holds them up with `wakehook delivery list --state held`, or raise webhooks.max_queued",
  });
}
