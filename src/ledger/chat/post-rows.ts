// Where messages went on platforms: the platform's ids of their parts, and the way back from such an id.

import type { Message, Place, Post } from "../../core/records/conversation.ts";
import type { MessageId } from "../../core/records/ids.ts";
import type { Connection } from "../file/connection.ts";
import { addReports } from "../outbox/outbox-rows.ts";
import { postOrder, readMessage } from "./message-rows.ts";

const COLUMNS =
  "message_id AS messageId, target, place, refs, whole AS isWhole, posted_at AS postedAt";

type PostRow = Omit<Post, "place" | "refs" | "isWhole"> & {
  readonly place: string;
  readonly refs: string;
  readonly isWhole: number;
};

/** A message's post on a target, or null. */
export function readPost(connection: Connection, id: MessageId, target: string): Post | null {
  const row = connection.one<PostRow>(
    `SELECT ${COLUMNS} FROM posts WHERE message_id = ? AND target = ?`,
    [id, target],
  );
  return row === undefined ? null : toPost(row);
}

/** All posts of a message. */
export function listPosts(connection: Connection, id: MessageId): Post[] {
  return connection
    .all<PostRow>(`SELECT ${COLUMNS} FROM posts WHERE message_id = ? ORDER BY target`, [id])
    .map(toPost);
}

/** The message of which a platform's id names a part, or null. */
export function readMessageOfRef(
  connection: Connection,
  target: string,
  ref: string,
): Message | null {
  const row = connection.one<{ id: MessageId }>(
    "SELECT message_id AS id FROM post_refs WHERE target = ? AND ref = ?",
    [target, ref],
  );
  return row === undefined ? null : readMessage(connection, row.id);
}

/** Writes a post down as far as it has come, within an open transaction. */
export function writePost(
  connection: Connection,
  { messageId, target, place, refs, isWhole }: Omit<Post, "postedAt">,
  at: number,
): void {
  connection.run(
    `INSERT INTO posts VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT DO UPDATE SET place = ?3, refs = ?4, whole = ?5`,
    [messageId, target, JSON.stringify(place), JSON.stringify(refs), isWhole ? 1 : 0, at],
  );
  for (const ref of refs)
    connection.run("INSERT OR REPLACE INTO post_refs VALUES (?, ?, ?)", [target, ref, messageId]);
}

/**
 * Orders a message to be shown anew wherever it is, within an open transaction. Where it is only on its way, a try may
 * have read it just before: there too.
 */
export function orderEdits(connection: Connection, id: MessageId, at: number): void {
  const waiting = connection.all<{ sink: string }>(
    "SELECT DISTINCT sink FROM outbox WHERE state = 'waiting' AND payload = ?",
    [postOrder("", { message: id }).payload],
  );
  const posted = listPosts(connection, id).map(({ target }) => postOrder(target, { edit: id }));
  const { payload } = postOrder("", { edit: id });
  const sinks = new Set([...posted, ...waiting].map(({ sink }) => sink));
  const { deliveryId = null, runId = null } = readMessage(connection, id) ?? {};
  const edits = [...sinks].map((sink) => ({ sink, payload }));
  addReports(connection, { deliveryId, runId, at }, edits);
}

function toPost({ place, refs, isWhole, ...row }: PostRow): Post {
  return {
    ...row,
    place: JSON.parse(place) as Place,
    refs: JSON.parse(refs) as string[],
    isWhole: isWhole === 1,
  };
}
