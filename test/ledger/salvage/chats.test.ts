import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { repairLedger } from "../../../src/ledger/guards/repair.ts";
import {
  aMessage,
  anEnd,
  aTurn,
  begin,
  chatLedger,
  conversationId,
  turnId,
} from "../chat/chat-bench.ts";
import { aDelivery, LIMITS, tempLedger } from "../temp-ledger.ts";

const PAGE_BYTES = 8192;

/** Damages the first byte of an index that nothing else is needed from. */
function breakIndex(file: string): void {
  const database = new DatabaseSync(file, { readOnly: true });
  const row = database
    .prepare("SELECT rootpage AS root FROM sqlite_schema WHERE name = 'deliveries_by_id'")
    .get();
  database.close();
  const bytes = readFileSync(file);
  bytes.fill(0xff, (Number(row?.["root"]) - 1) * PAGE_BYTES, Number(row?.["root"]) * PAGE_BYTES);
  writeFileSync(file, bytes);
}

it("salvages what was said; a turn that had not ended is not run again", async () => {
  const { ledger, chats, paths, clock } = chatLedger();
  await ledger.accept(aDelivery(1), LIMITS);
  begin(ledger, 1);
  for (const number of [1, 2, 3]) chats.addTurn(aTurn(number));
  chats.startTurn(turnId(1), 1, null);
  chats.endTurn(turnId(1), anEnd({ messages: [aMessage(1)] }));
  chats.startTurn(turnId(2), 1, "s-1");
  chats.say(aMessage(2, { card: { token: "t", deliveryId: aDelivery(1).id, buttons: [] } }));
  ledger.close();
  breakIndex(paths.database);

  repairLedger(paths, clock);

  const { chats: saved } = tempLedger(path.dirname(paths.database)).open();
  expect(saved.messages({}).map(({ text }) => text)).toEqual(["words 1", "words 2"]);
  expect(saved.openCards(null)).toHaveLength(1);
  expect(saved.conversation(conversationId(1))).toMatchObject({ sessionId: "s-1", turns: 1 });
  expect(saved.openTurns()).toEqual([]);
  expect(saved.turns(conversationId(1), 5).map(({ status }) => status)).toEqual([
    "error:interrupted",
    "error:interrupted",
    "success",
  ]);
});
