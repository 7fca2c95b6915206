// In: a message's number or id as a person types it. Out: the message in the outbox.

import type { OutboxEntry } from "../../core/records/outbox-entry.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { LedgerReadPort } from "../../core/ports/ledger-read-port.ts";
import type { HomePaths } from "../../system/home.ts";
import { readLedger } from "../records/open-ledger.ts";

/** Finds a message. @throws WakehookError `not_found`, `usage`. */
export function findEntry(
  ledger: Pick<LedgerReadPort, "outbox" | "outboxEntry">,
  typed: string,
): OutboxEntry {
  const isNumber = /^[1-9]\d{0,14}$/.test(typed);
  if (!isNumber && !typed.startsWith("msg_"))
    throw new WakehookError("usage", `"${typed}" is no message`, {
      hint: "give its number or its id (msg_...), see: wakehook outbox list",
    });
  const entry = isNumber
    ? ledger.outboxEntry(Number(typed))
    : (ledger.outbox({ messageId: typed, limit: 1 })[0] ?? null);
  if (entry !== null) return entry;
  throw noSuchMessage(typed);
}

/** The number of a message, for a command that needs nothing else of the ledger. @throws as findEntry. */
export async function entryNumber(paths: HomePaths, typed: string): Promise<number> {
  const entry = await readLedger(paths, (ledger) => findEntry(ledger, typed));
  if (entry === null) throw noSuchMessage(typed);
  return entry.id;
}

/** The error for a message that is not there. */
export function noSuchMessage(typed: string): WakehookError {
  return new WakehookError("not_found", `there is no message ${typed} in the outbox`, {
    hint: "see: wakehook outbox list",
  });
}
