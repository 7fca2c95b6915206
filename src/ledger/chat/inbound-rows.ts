// What came in from a platform is taken once: the platform's id, the words and the turn that answers them are written
// in one transaction, before the platform is told.

import type { ChatStorePort, Heard } from "../../core/ports/chat-store-port.ts";
import type { Store } from "../store.ts";
import { insertMessage } from "./message-rows.ts";
import { insertTurn } from "./turn-rows.ts";

type Inbound = Parameters<ChatStorePort["hear"]>[0];

/** Takes an id, with what comes of it; null: it was taken already. */
export function hearOnce(store: Pick<Store, "read" | "change">, inbound: Inbound): Heard | null {
  const { target, id, at } = inbound;
  const find = "SELECT 1 FROM inbound WHERE target = ? AND id = ?";
  if (store.read((connection) => connection.one(find, [target, id])) !== undefined) return null;
  return store.change((connection) => {
    connection.run("INSERT INTO inbound VALUES (?, ?, ?)", [target, id, at]);
    const turn = inbound.turn === null ? null : insertTurn(connection, inbound.turn);
    const message = inbound.message === null ? null : insertMessage(connection, inbound.message);
    return { message, turn };
  });
}
