// Cards: a question below a message, answered once. Whoever is second is told what the first has said.

import type { DecisionResult } from "../../core/ports/chat-store-port.ts";
import type { Card, DecisionVerb } from "../../core/records/conversation.ts";
import type { DeliveryId, MessageId } from "../../core/records/ids.ts";
import type { Connection } from "../file/connection.ts";
import { readMessage } from "./message-rows.ts";
import { orderEdits } from "./post-rows.ts";

/** An answer. */
export interface Decision {
  readonly verb: DecisionVerb | "elsewhere";
  /** What stands in the place of the buttons. */
  readonly words: string;
  readonly by: string;
  readonly at: number;
}

interface CardRow {
  readonly messageId: MessageId;
  readonly deliveryId: DeliveryId;
  readonly decision: Decision["verb"] | null;
  readonly by: string | null;
}

/** Writes the first answer down within an open transaction, and shows it wherever the card is. */
export function decideCard(
  connection: Connection,
  token: string,
  decision: Decision,
): DecisionResult {
  const row = connection.one<CardRow>(
    `SELECT message_id AS messageId, delivery_id AS deliveryId, decision, decided_by AS by
      FROM cards WHERE token = ?`,
    [token],
  );
  const card = row === undefined ? null : (readMessage(connection, row.messageId)?.card ?? null);
  if (row === undefined || card === null) return { kind: "unknown" };
  const { messageId, deliveryId } = row;
  if (row.decision !== null)
    return {
      kind: "already",
      decision: row.decision,
      words: card.decided ?? "",
      by: row.by ?? "",
    };
  const { verb, words, by, at } = decision;
  connection.run(
    "UPDATE cards SET decision = ?, decided_by = ?, decided_at = ? WHERE token = ? AND decision IS NULL",
    [verb, by, at, token],
  );
  const decided: Card = { ...card, decided: words };
  connection.run("UPDATE messages SET card = ? WHERE id = ?", [JSON.stringify(decided), messageId]);
  orderEdits(connection, messageId, at);
  return { kind: "decided", deliveryId, messageId };
}
