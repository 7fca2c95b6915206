// Conversations: one is open for each chat, entity and agent; how they begin, get their session, and are closed.

import type { ListedConversation, NewConversation } from "../../core/ports/chat-store-port.ts";
import type { Conversation, ConversationKey } from "../../core/records/conversation.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { ConversationId } from "../../core/records/ids.ts";
import type { Connection } from "../file/connection.ts";
import { toPlain } from "../reading/rows.ts";

/** The columns of a `Conversation`. */
const COLUMNS = `id, chat, entity, agent, account, folder, session_id AS sessionId, title, summary, state, turns,
  created_at AS createdAt, updated_at AS updatedAt`;

const DEFAULT_LIMIT = 50;
/** Of the last message, in a list. */
const LAST_TEXT_CHARACTERS = 200;

/** A conversation by its id, or null. */
export function readConversation(connection: Connection, id: ConversationId): Conversation | null {
  const row = connection.one<Conversation>(`SELECT ${COLUMNS} FROM conversations WHERE id = ?`, [
    id,
  ]);
  return row === undefined ? null : toPlain(row);
}

/** The open one of a key, or null. */
export function readOpenConversation(
  connection: Connection,
  { chat, entity, agent }: ConversationKey,
): Conversation | null {
  const row = connection.one<Conversation>(
    `SELECT ${COLUMNS} FROM conversations
      WHERE state = 'open' AND chat = ? AND entity IS ? AND agent = ?`,
    [chat, entity, agent],
  );
  return row === undefined ? null : toPlain(row);
}

/** Newest change first. */
export function listConversations(
  connection: Connection,
  filter: {
    readonly chat?: string | undefined;
    readonly state?: Conversation["state"] | undefined;
    readonly limit?: number | undefined;
  },
): ListedConversation[] {
  const { chat = null, state = null, limit = DEFAULT_LIMIT } = filter;
  return connection
    .all<ListedConversation>(
      `SELECT ${COLUMNS},
        (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id AND m.read_at IS NULL
          AND m.author <> 'owner') AS unread,
        (SELECT substr(m.text, 1, ${LAST_TEXT_CHARACTERS}) FROM messages m WHERE m.conversation_id = c.id
          ORDER BY m.number DESC LIMIT 1) AS lastText
        FROM conversations c WHERE (?1 IS NULL OR chat = ?1) AND (?2 IS NULL OR state = ?2)
        ORDER BY updated_at DESC, number DESC LIMIT ?3`,
      [chat, state, limit],
    )
    .map(toPlain);
}

/**
 * Begins one within an open transaction.
 * @throws WakehookError `refused` where one of its key is open.
 */
export function addConversation(connection: Connection, added: NewConversation): Conversation {
  const open = readOpenConversation(connection, added);
  if (open !== null)
    throw new WakehookError("refused", `conversation ${open.id} of this chat is open`);
  const { id, chat, entity, agent, account, folder, title, at, summary = "" } = added;
  connection.run(
    `INSERT INTO conversations (id, chat, entity, agent, account, folder, title, summary, state, created_at,
      updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?)`,
    [id, chat, entity, agent, account, folder, title, summary, at, at],
  );
  return requireConversation(connection, id);
}

/** Closes one within an open transaction, and gives it back; null: it was closed before. */
export function endConversation(
  connection: Connection,
  id: ConversationId,
  at: number,
): Conversation | null {
  requireConversation(connection, id);
  const { changes } = connection.run(
    "UPDATE conversations SET state = 'closed', updated_at = ? WHERE id = ? AND state = 'open'",
    [at, id],
  );
  return changes === 0 ? null : requireConversation(connection, id);
}

/** A conversation by its id. @throws WakehookError `not_found`. */
export function requireConversation(connection: Connection, id: ConversationId): Conversation {
  const found = readConversation(connection, id);
  if (found === null) throw new WakehookError("not_found", `there is no conversation ${id}`);
  return found;
}
