// What is kept of chats only for a while: messages with their posts and cards, turns, conversations that nobody went
// on with, ids of what came in, handovers. A piece at a time, as in prune-choice.ts. What waits stays: an open turn, a
// card that nobody has answered, a message on its way. The owner's own open conversations stay too.

import type { RetentionPolicy } from "../../core/ports/ledger-port.ts";
import type { RunId } from "../../core/records/ids.ts";
import type { Connection } from "../file/connection.ts";

/** What one call of `prune` takes away. */
export interface OldChats {
  /** Numbers and ids of messages. */
  readonly messages: ReadonlyArray<{ readonly number: number; readonly id: string }>;
  readonly turns: ReadonlyArray<{ readonly number: number; readonly folder: string | null }>;
  readonly conversations: readonly number[];
  /** Ids that came in before this instant, where there are any; null: none. */
  readonly inboundBefore: number | null;
  readonly handoversBefore: number | null;
  /** A bound was reached. */
  readonly more: boolean;
}

const MOST_ROWS = 500;
const DAY_MS = 86_400_000;
/** Turns of an open conversation that are kept however old: a new session is told of them. */
const KEPT_TURNS = 3;

/** Chooses the next piece. */
export function chooseOldChats(connection: Connection, policy: RetentionPolicy): OldChats {
  const oldest = policy.now - policy.days * DAY_MS;
  const remembered = policy.now - policy.dedupeDays * DAY_MS;
  const messages = chooseMessages(connection, oldest, policy.maxDeliveries);
  const turns = chooseTurns(connection, oldest);
  const conversations = connection.all<{ number: number }>(
    `SELECT number FROM conversations c WHERE updated_at < ?1 AND (state = 'closed' OR entity IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM turns t WHERE t.conversation_id = c.id
        AND (t.state <> 'done' OR t.created_at >= ?1))
      AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = c.id)
      ORDER BY number LIMIT ${MOST_ROWS}`,
    [oldest],
  );
  return {
    messages,
    turns,
    conversations: conversations.map(({ number }) => number),
    inboundBefore: hasAny(connection, "inbound WHERE at", remembered),
    handoversBefore: hasAny(connection, "handovers WHERE handed_at", oldest),
    more: [messages, turns, conversations].some(({ length }) => length === MOST_ROWS),
  };
}

/** True where there is nothing to take away. */
export function isNoChat(old: OldChats): boolean {
  const rows = old.messages.length + old.turns.length + old.conversations.length;
  return rows === 0 && old.inboundBefore === null && old.handoversBefore === null;
}

/** Takes a piece away within an open transaction; gives back names of run folders that may go. */
export function removeOldChats(connection: Connection, old: OldChats): RunId[] {
  for (const { number, id } of old.messages) {
    connection.run("DELETE FROM posts WHERE message_id = ?", [id]);
    connection.run("DELETE FROM post_refs WHERE message_id = ?", [id]);
    connection.run("DELETE FROM cards WHERE message_id = ?", [id]);
    connection.run("DELETE FROM messages WHERE number = ?", [number]);
  }
  for (const { number } of old.turns)
    connection.run("DELETE FROM turns WHERE number = ?", [number]);
  for (const number of old.conversations) {
    connection.run(
      "DELETE FROM turns WHERE conversation_id = (SELECT id FROM conversations WHERE number = ?)",
      [number],
    );
    connection.run("DELETE FROM conversations WHERE number = ?", [number]);
  }
  if (old.inboundBefore !== null)
    connection.run("DELETE FROM inbound WHERE at < ?", [old.inboundBefore]);
  if (old.handoversBefore !== null)
    connection.run("DELETE FROM handovers WHERE handed_at < ?", [old.handoversBefore]);
  // The turns of the owner have their output in a folder of their own, named like a run's.
  return old.turns.flatMap(({ folder }) => (folder === null ? [] : [folder as RunId]));
}

/**
 * From the oldest on, until one is to be kept for its age. The newest stays: a number must never be given twice, since
 * lists go on from it.
 */
function chooseMessages(
  connection: Connection,
  oldest: number,
  most: number,
): OldChats["messages"] {
  const { newest, waitingSince } = connection.one<{
    newest: number | null;
    waitingSince: number | null;
  }>(
    `SELECT (SELECT max(number) FROM messages) AS newest,
      (SELECT min(created_at) FROM outbox WHERE state = 'waiting' AND sink GLOB 'target:*') AS waitingSince`,
  ) ?? { newest: null, waitingSince: null };
  const last = newest ?? 0;
  const rows = connection.each<{ number: number; id: string; at: number; isOpen: number }>(
    `SELECT number, id, created_at AS at,
      EXISTS (SELECT 1 FROM cards k WHERE k.message_id = m.id AND k.decision IS NULL)
        OR EXISTS (SELECT 1 FROM turns t WHERE t.id = m.turn_id AND t.state <> 'done') AS isOpen
      FROM messages m ORDER BY number`,
  );
  const chosen: Array<{ number: number; id: string }> = [];
  for (const { number, id, at, isOpen } of rows) {
    const isOld = at < oldest || number <= last - most;
    if (!isOld || number === last || chosen.length === MOST_ROWS) break;
    const isOnItsWay = waitingSince !== null && at >= waitingSince;
    if (isOpen === 0 && !isOnItsWay) chosen.push({ number, id });
  }
  return chosen;
}

/** The same for turns that have ended; the last ones of an open conversation stay. */
function chooseTurns(connection: Connection, oldest: number): OldChats["turns"] {
  const rows = connection.each<{
    number: number;
    folder: string | null;
    at: number;
    isKept: number;
  }>(
    `SELECT number, CASE origin WHEN 'owner' THEN id END AS folder, created_at AS at,
      state <> 'done' OR (
        EXISTS (SELECT 1 FROM conversations c WHERE c.id = t.conversation_id AND c.state = 'open')
        AND ${KEPT_TURNS} > (SELECT count(*) FROM turns l
          WHERE l.conversation_id = t.conversation_id AND l.number > t.number)) AS isKept
      FROM turns t ORDER BY number`,
  );
  const chosen: Array<{ number: number; folder: string | null }> = [];
  for (const { number, folder, at, isKept } of rows) {
    if (at >= oldest || chosen.length === MOST_ROWS) break;
    if (isKept === 0) chosen.push({ number, folder });
  }
  return chosen;
}

function hasAny(connection: Connection, before: string, at: number): number | null {
  const row = connection.one<{ there: number }>(
    `SELECT EXISTS (SELECT 1 FROM ${before} < ?) AS there`,
    [at],
  );
  return row?.there === 1 ? at : null;
}
