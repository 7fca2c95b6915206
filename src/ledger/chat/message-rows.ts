// Messages: what was said in a chat, once and for all, and what is unread of it.

import type { ChatStorePort, MessageFilter, NewMessage } from "../../core/ports/chat-store-port.ts";
import type { Card, Message, MessageFile } from "../../core/records/conversation.ts";
import type { DeliveryId, MessageId } from "../../core/records/ids.ts";
import type { Connection } from "../file/connection.ts";
import { addReports } from "../outbox/outbox-rows.ts";

/** The columns of a `Message`. */
const COLUMNS = `number, id, chat, conversation_id AS conversationId, turn_id AS turnId, author, kind, text,
  reply_to AS replyTo, card, files, silent, hook_id AS hookId, delivery_id AS deliveryId, run_id AS runId, origin, created_at AS createdAt,
  read_at AS readAt`;

type MessageRow = Omit<Message, "card" | "files" | "silent"> & {
  readonly card: string | null;
  readonly files: string;
  readonly silent: number;
};

const DEFAULT_LIMIT = 50;

/** A message by its id, or null. */
export function readMessage(connection: Connection, id: MessageId): Message | null {
  const row = connection.one<MessageRow>(`SELECT ${COLUMNS} FROM messages WHERE id = ?`, [id]);
  return row === undefined ? null : toMessage(row);
}

/** The message that was written with a key, or null. */
export function readMessageOfKey(connection: Connection, key: string): Message | null {
  const row = connection.one<MessageRow>(`SELECT ${COLUMNS} FROM messages WHERE key = ?`, [key]);
  return row === undefined ? null : toMessage(row);
}

/** The message whose card has a token, or null. */
export function readMessageOfToken(connection: Connection, token: string): Message | null {
  const row = connection.one<MessageRow>(
    `SELECT ${COLUMNS} FROM messages WHERE id = (SELECT message_id FROM cards WHERE token = ?)`,
    [token],
  );
  return row === undefined ? null : toMessage(row);
}

/** Messages by a filter, oldest first: those after a number, or the newest before one. */
export function listMessages(connection: Connection, filter: MessageFilter): Message[] {
  const { after, before } = filter;
  const isForward = after !== undefined;
  const conditions: string[] = [];
  const values: Array<string | number> = [];
  const add = (condition: string, value: string | number | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  add("chat = ?", filter.chat);
  add("conversation_id = ?", filter.conversationId);
  add("hook_id = ?", filter.hookId);
  add("number > ?", after);
  add("number < ?", before);
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  const rows = connection.all<MessageRow>(
    `SELECT ${COLUMNS} FROM messages ${where} ORDER BY number ${isForward ? "ASC" : "DESC"} LIMIT ?`,
    [...values, filter.limit ?? DEFAULT_LIMIT],
  );
  return (isForward ? rows : rows.toReversed()).map(toMessage);
}

/** Messages of a chat that the owner has not seen; the owner's own are no news. */
export function countUnread(connection: Connection, chat: string): number {
  const row = connection.one<{ unread: number }>(
    "SELECT count(*) AS unread FROM messages WHERE chat = ? AND read_at IS NULL AND author <> 'owner'",
    [chat],
  );
  return row?.unread ?? 0;
}

/** Messages whose cards nobody has answered, oldest first; null: about any delivery. */
export function readOpenCards(connection: Connection, deliveryId: DeliveryId | null): Message[] {
  return connection
    .all<MessageRow>(
      `SELECT ${COLUMNS} FROM messages WHERE id IN (
        SELECT message_id FROM cards WHERE decision IS NULL AND (?1 IS NULL OR delivery_id = ?1)
      ) ORDER BY number`,
      [deliveryId],
    )
    .map(toMessage);
}

/**
 * Writes a message, its card and its posts within an open transaction; null: its key was used, and nothing was
 * written.
 */
export function insertMessage(connection: Connection, message: NewMessage): Message | null {
  const { id, key, card = null, createdAt: at, deliveryId = null, runId = null } = message;
  if (key !== undefined && isUsed(connection, key)) return null;
  connection.run(
    `INSERT INTO messages (id, chat, conversation_id, turn_id, author, kind, text, reply_to, card, files, silent,
      hook_id, delivery_id, run_id, origin, key, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      id,
      message.chat,
      message.conversationId,
      message.turnId,
      message.author,
      message.kind,
      message.text,
      message.replyTo ?? null,
      card === null ? null : JSON.stringify({ ...card, decided: null } satisfies Card),
      JSON.stringify(message.files ?? []),
      message.silent === true ? 1 : 0,
      message.hookId ?? null,
      deliveryId,
      runId,
      message.origin ?? "",
      key ?? null,
      at,
    ],
  );
  if (card !== null)
    connection.run("INSERT INTO cards (token, message_id, delivery_id) VALUES (?, ?, ?)", [
      card.token,
      id,
      card.deliveryId,
    ]);
  if (message.conversationId !== null)
    connection.run("UPDATE conversations SET updated_at = max(updated_at, ?) WHERE id = ?", [
      at,
      message.conversationId,
    ]);
  const posts = [...new Set(message.postTo)].map((target) => postOrder(target, { message: id }));
  addReports(connection, { deliveryId, runId, at }, posts);
  return readMessage(connection, id);
}

/** What stands in the outbox for a message that is to be posted, or shown anew. */
export function postOrder(
  target: string,
  payload: { readonly message: MessageId } | { readonly edit: MessageId },
): { readonly sink: string; readonly payload: string } {
  return { sink: `target:${target}`, payload: JSON.stringify(payload) };
}

/** Everything of a chat, or of one of its conversations, has been seen up to a number. */
export function markSeen(
  connection: Connection,
  { chat, conversationId }: Parameters<ChatStorePort["markRead"]>[0],
  { upTo, at }: { readonly upTo: number; readonly at: number },
): void {
  connection.run(
    `UPDATE messages SET read_at = ?1 WHERE chat = ?2 AND (?3 IS NULL OR conversation_id = ?3)
      AND read_at IS NULL AND author <> 'owner' AND number <= ?4`,
    [at, chat, conversationId ?? null, upTo],
  );
}

function isUsed(connection: Connection, key: string): boolean {
  return connection.one("SELECT 1 FROM messages WHERE key = ?", [key]) !== undefined;
}

/** Unfolds what columns hold as JSON. */
function toMessage(row: MessageRow): Message {
  return {
    ...row,
    card: row.card === null ? null : (JSON.parse(row.card) as Card),
    files: row.files === "[]" ? [] : (JSON.parse(row.files) as MessageFile[]),
    silent: row.silent === 1,
  };
}
