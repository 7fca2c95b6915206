// Turns of conversations: queued -> running -> done, each step refused from anywhere else. What waits or runs is found
// by an index, however many have ended.

import type { NewTurn, TurnEnd } from "../../core/ports/chat-store-port.ts";
import type { Turn } from "../../core/records/conversation.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { ConversationId, RunId, TurnId } from "../../core/records/ids.ts";
import type { ProcessStart } from "../../core/ports/process-port.ts";
import type { Connection } from "../file/connection.ts";
import { requireConversation } from "./conversation-rows.ts";

/** The columns of a `Turn`, its process apart. */
const COLUMNS = `id, conversation_id AS conversationId, origin, run_id AS runId, delivery_id AS deliveryId,
  message_id AS messageId, post_to AS postTo, state, level, status, reason, session_before AS sessionBefore,
  session_after AS sessionAfter, reply, cost_usd AS costUsd, pid, process_start AS processStart,
  created_at AS createdAt, started_at AS startedAt, ended_at AS endedAt`;

type TurnRow = Omit<Turn, "process" | "postTo"> & {
  readonly postTo: string;
  readonly pid: number | null;
  readonly processStart: string | null;
};

/** A turn by its id, or null. */
export function readTurn(connection: Connection, id: TurnId): Turn | null {
  const row = connection.one<TurnRow>(`SELECT ${COLUMNS} FROM turns WHERE id = ?`, [id]);
  return row === undefined ? null : toTurn(row);
}

/** Turns of a conversation, newest first. */
export function listTurns(connection: Connection, of: ConversationId, limit: number): Turn[] {
  return connection
    .all<TurnRow>(
      `SELECT ${COLUMNS} FROM turns WHERE conversation_id = ? ORDER BY number DESC LIMIT ?`,
      [of, limit],
    )
    .map(toTurn);
}

/** The turns of a run, oldest first. */
export function readTurnsOfRun(connection: Connection, runId: RunId): Turn[] {
  return connection
    .all<TurnRow>(`SELECT ${COLUMNS} FROM turns WHERE run_id = ? ORDER BY number`, [runId])
    .map(toTurn);
}

/** What waits or goes on, oldest first. */
export function readOpenTurns(connection: Connection): Turn[] {
  return connection
    .all<TurnRow>(
      `SELECT ${COLUMNS} FROM turns WHERE state IN ('queued', 'running') ORDER BY number`,
    )
    .map(toTurn);
}

/** Adds one that waits, within an open transaction. @throws WakehookError `not_found`. */
export function insertTurn(connection: Connection, turn: NewTurn): Turn {
  const { id, conversationId, origin, runId, deliveryId, messageId, postTo, at } = turn;
  requireConversation(connection, conversationId);
  connection.run(
    `INSERT INTO turns (id, conversation_id, origin, run_id, delivery_id, message_id, post_to, state, level,
      created_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', 'accepted', ?)`,
    [id, conversationId, origin, runId, deliveryId, messageId, JSON.stringify(postTo), at],
  );
  return requireTurn(connection, id);
}

/** queued -> running, within an open transaction. @throws WakehookError `not_found`, `refused`. */
export function beginTurn(
  connection: Connection,
  id: TurnId,
  { at, sessionBefore }: { readonly at: number; readonly sessionBefore: string | null },
): Turn {
  requireState(connection, id, ["queued"]);
  connection.run(
    "UPDATE turns SET state = 'running', started_at = ?, session_before = ? WHERE id = ?",
    [at, sessionBefore, id],
  );
  return requireTurn(connection, id);
}

/** Notes the process of one that goes on. @throws WakehookError `not_found`, `refused`. */
export function noteTurnProcess(
  connection: Connection,
  id: TurnId,
  { pid, start }: ProcessStart,
): void {
  requireState(connection, id, ["running"]);
  connection.run("UPDATE turns SET pid = ?, process_start = ? WHERE id = ?", [pid, start, id]);
}

/** Notes the session of a conversation, and of the turn that has it. @throws WakehookError `not_found`. */
export function noteSession(
  connection: Connection,
  of: { readonly id: ConversationId; readonly turnId: TurnId; readonly sessionId: string },
): void {
  const { id, turnId, sessionId } = of;
  requireConversation(connection, id);
  connection.run("UPDATE conversations SET session_id = ? WHERE id = ?", [sessionId, id]);
  connection.run("UPDATE turns SET session_after = ? WHERE id = ?", [sessionId, turnId]);
}

/** queued, running -> done, with what its conversation has of it. @throws WakehookError `not_found`, `refused`. */
export function finishTurn(
  connection: Connection,
  id: TurnId,
  end: Omit<TurnEnd, "messages">,
): Turn {
  const { status, reason, level, sessionAfter, reply, costUsd, summary, at } = end;
  const { conversationId, state } = requireState(connection, id, ["queued", "running"]);
  connection.run(
    `UPDATE turns SET state = 'done', status = ?, reason = ?, level = ?,
      session_after = coalesce(?, session_after), reply = ?, cost_usd = ?, ended_at = ? WHERE id = ?`,
    [status, reason, level, sessionAfter, reply, costUsd, at, id],
  );
  connection.run(
    `UPDATE conversations SET session_id = coalesce(?, session_id), summary = ?, turns = turns + ?,
      updated_at = max(updated_at, ?) WHERE id = ?`,
    [sessionAfter, summary, state === "running" ? 1 : 0, at, conversationId],
  );
  return requireTurn(connection, id);
}

function requireState(
  connection: Connection,
  id: TurnId,
  states: ReadonlyArray<Turn["state"]>,
): Turn {
  const turn = requireTurn(connection, id);
  if (states.includes(turn.state)) return turn;
  throw new WakehookError("refused", `turn ${id} is ${turn.state}, not ${states.join(" or ")}`);
}

function requireTurn(connection: Connection, id: TurnId): Turn {
  const turn = readTurn(connection, id);
  if (turn === null) throw new WakehookError("not_found", `there is no turn ${id}`);
  return turn;
}

function toTurn({ pid, processStart, postTo, ...row }: TurnRow): Turn {
  const process = pid === null || processStart === null ? null : { pid, start: processStart };
  return { ...row, postTo: JSON.parse(postTo) as string[], process };
}
