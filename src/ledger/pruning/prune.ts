// Retention, a bounded piece at a time: first the contents of old deliveries go (body, headers, answers, sent
// reports), much later their rows, and claims when they have expired; beside them what is remembered for a while
// only, and what was said in chats. What waits or runs is never touched, nor a report that has yet to leave.

import type { RunId } from "../../core/records/ids.ts";
import type { RetentionPolicy } from "../../core/ports/ledger-port.ts";
import { chooseOldChats, isNoChat, removeOldChats } from "../chat/prune-chats.ts";
import type { Connection } from "../file/connection.ts";
import { choosePiece, freePages, type Chosen } from "./prune-choice.ts";
import {
  chooseRemembered,
  forgetRemembered,
  isNothing,
  removeRemembered,
} from "./prune-remembered.ts";
import { uncount } from "../lookup/hook-totals.ts";
import type { Store } from "../store.ts";

/** What one piece did. */
export interface Pruned {
  /** Runs whose files may go. */
  readonly emptiedRuns: RunId[];
  /** There is more to do at once. */
  readonly more: boolean;
}

/** Pages given back to the file system in one piece. */
const PAGES_AT_ONCE = 500;

/**
 * Removes one piece of what the policy no longer keeps: some milliseconds of work.
 * @throws WakehookError `storage_unavailable`.
 */
export function prune(store: Store, policy: RetentionPolicy): Pruned {
  const piece = store.read((connection) => choosePiece(connection, policy));
  const remembered = store.read((connection) => chooseRemembered(connection, policy));
  const chats = store.read((connection) => chooseOldChats(connection, policy));
  const { contents, rows, lastClaim } = piece;
  const emptiedRuns: RunId[] = [];
  const isIdle = contents.length === 0 && rows.length === 0 && lastClaim === null;
  if (!isIdle || !isNothing(remembered) || !isNoChat(chats)) {
    store.change((connection) => {
      removeRemembered(connection, remembered);
      emptiedRuns.push(...removeOldChats(connection, chats));
      for (const delivery of contents) emptiedRuns.push(...emptyContent(connection, delivery));
      for (const delivery of rows) removeRows(connection, delivery);
      if (lastClaim !== null) connection.run("DELETE FROM claims WHERE number <= ?", [lastClaim]);
    });
    if (lastClaim !== null) store.memory().claims.forgetBefore(lastClaim + 1);
    forgetRemembered(store.memory(), remembered);
    const { totals } = store.memory();
    for (const { hookId, sequence } of rows) uncount(totals, hookId, sequence);
  }
  return { emptiedRuns, more: shrink(store) || piece.more || remembered.more || chats.more };
}

function emptyContent(connection: Connection, { sequence, id }: Chosen): RunId[] {
  connection.run("DELETE FROM contents WHERE sequence = ?", [sequence]);
  connection.run(
    "UPDATE deliveries SET task = json_set(task, '$.description', '') WHERE sequence = ? AND task IS NOT NULL",
    [sequence],
  );
  connection.run("UPDATE runs SET answer = NULL WHERE delivery_id = ?", [id]);
  connection.run("DELETE FROM outbox WHERE delivery_id = ? AND state <> 'waiting'", [id]);
  const runs = connection.all<{ id: RunId }>("SELECT id FROM runs WHERE delivery_id = ?", [id]);
  return runs.map((run) => run.id);
}

function removeRows(connection: Connection, { sequence, id }: Chosen): void {
  connection.run("DELETE FROM outbox WHERE delivery_id = ?", [id]);
  connection.run("DELETE FROM runs WHERE delivery_id = ?", [id]);
  connection.run("DELETE FROM deliveries WHERE sequence = ?", [sequence]);
}

/** Gives pages back where much of the file is free; what stays free is used for new rows. */
function shrink(store: Store): boolean {
  if (store.read(freePages) === 0) return false;
  store.transact((connection) => {
    connection.execute(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
  });
  return store.read(freePages) > 0;
}
