// The routes about what leaves: lists, one message, again, not at all.

import type { OutboxEntry } from "../../core/records/outbox-entry.ts";
import { wireReport } from "../../core/wire/wire.ts";
import { snakeKeys } from "../../core/wire/wire-keys.ts";
import { refusal, type AdminRefusal, type Answers } from "../answer.ts";
import { listInPieces } from "../../system/list-pieces.ts";
import { DEFAULT_PAGE } from "./delivery-handlers.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";

/** The handlers of the routes about the outbox. */
export function createOutboxHandlers(
  { ledger, outbox }: Pick<AdminDeps, "ledger" | "outbox">,
  answers: Answers,
): Handlers<
  | "listOutbox"
  | "showOutboxEntry"
  | "retryOutboxEntry"
  | "discardOutboxEntry"
  | "retryOutbox"
  | "discardOutbox"
> {
  return {
    async listOutbox({ query }) {
      const { message_id: messageId, limit = DEFAULT_PAGE, ...rest } = query;
      const { rows: list } = await listInPieces(limit, (below, most) =>
        ledger.pieces.outbox({ ...rest, messageId, limit: most }, below),
      );
      return answers.json({
        messages: list.map(wireReport),
        waiting: ledger.outboxWaiting(),
        failing: ledger.sinkStates().map(snakeKeys),
        next_before: list.length < limit ? null : (list.at(-1)?.id ?? null),
      });
    },
    showOutboxEntry({ id }) {
      const entry = find(ledger, id);
      if ("ok" in entry) return entry;
      return answers.json({
        ...wireReport(entry),
        tries: ledger.outboxTries(entry.id).map(snakeKeys),
      });
    },
    retryOutboxEntry({ id }) {
      const entry = find(ledger, id);
      if ("ok" in entry) return entry;
      outbox.retry(entry.id);
      return answers.json({ retried: true, id: entry.id, message_id: entry.messageId });
    },
    discardOutboxEntry({ id }) {
      const entry = find(ledger, id);
      if ("ok" in entry) return entry;
      outbox.discard(entry.id);
      return answers.json({ discarded: true, id: entry.id, message_id: entry.messageId });
    },
    retryOutbox: ({ body: { sink } }) => answers.json({ retried: outbox.retryAll(sink) }),
    discardOutbox: ({ body: { sink } }) => answers.json({ discarded: outbox.discardAll(sink) }),
  };
}

function find(ledger: AdminDeps["ledger"], id: string): OutboxEntry | AdminRefusal {
  const isNumber = /^[1-9]\d{0,14}$/.test(id);
  const entry = isNumber ? ledger.outboxEntry(Number(id)) : null;
  if (entry !== null) return entry;
  const hint = isNumber ? undefined : "give its number, as the list has it";
  return refusal("not_found", `there is no message ${JSON.stringify(id.slice(0, 80))}`, hint);
}
