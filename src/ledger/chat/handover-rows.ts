// Handovers of wakes to bots: how far each got, by a one-time token of which only the hash is kept.

import type { Handover } from "../../core/ports/chat-store-port.ts";
import { ACK_LEVELS, type AckLevel } from "../../core/records/conversation.ts";
import type { RunId } from "../../core/records/ids.ts";
import type { Connection } from "../file/connection.ts";
import { toPlain } from "../reading/rows.ts";

const COLUMNS =
  "run_id AS runId, target, level, reply, handed_at AS handedAt, level_at AS levelAt, ended_at AS endedAt";

/** The handovers of a run, oldest first. */
export function listHandovers(connection: Connection, runId: RunId): Handover[] {
  return connection
    .all<Handover>(`SELECT ${COLUMNS} FROM handovers WHERE run_id = ? ORDER BY handed_at, target`, [
      runId,
    ])
    .map(toPlain);
}

/** Notes one that begins, in the place of an earlier try with its token. */
export function writeHandover(
  connection: Connection,
  tokenHash: Uint8Array,
  { runId, target, level, handedAt, levelAt }: Omit<Handover, "endedAt" | "reply">,
): void {
  connection.run("INSERT OR REPLACE INTO handovers VALUES (?, ?, ?, ?, NULL, ?, ?, NULL)", [
    tokenHash,
    runId,
    target,
    level,
    handedAt,
    levelAt,
  ]);
}

/**
 * Notes a word of the other side: only one of a higher level changes anything, and none after the end. Gives back how
 * it stands now; null: no such token.
 */
export function raiseHandover(
  connection: Connection,
  tokenHash: Uint8Array,
  ack: { readonly level: AckLevel; readonly reply: string | null; readonly at: number },
): Handover | null {
  const before = readHandover(connection, tokenHash);
  if (before === null || before.endedAt !== null || rankOf(ack.level) <= rankOf(before.level))
    return before;
  connection.run(
    "UPDATE handovers SET level = ?, reply = coalesce(?, reply), level_at = ? WHERE token_hash = ?",
    [ack.level, ack.reply, ack.at, tokenHash],
  );
  return readHandover(connection, tokenHash);
}

/** Nobody waits for the handovers of a run any more. */
export function closeHandovers(connection: Connection, runId: RunId, at: number): void {
  connection.run("UPDATE handovers SET ended_at = ? WHERE run_id = ? AND ended_at IS NULL", [
    at,
    runId,
  ]);
}

function readHandover(connection: Connection, tokenHash: Uint8Array): Handover | null {
  const row = connection.one<Handover>(`SELECT ${COLUMNS} FROM handovers WHERE token_hash = ?`, [
    tokenHash,
  ]);
  return row === undefined ? null : toPlain(row);
}

function rankOf(level: AckLevel): number {
  return Object.keys(ACK_LEVELS).indexOf(level);
}
