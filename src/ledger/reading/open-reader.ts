// The ledger for those who only look: the CLI, beside a daemon that writes.

import { existsSync } from "node:fs";
import { WakehookError } from "../../core/records/errors.ts";
import type { ChatReadPort } from "../../core/ports/chat-store-port.ts";
import type { GapReadPort } from "../../core/ports/gaps-port.ts";
import type { LedgerReadPort } from "../../core/ports/ledger-read-port.ts";
import type { SecretAgesReadPort } from "../../core/ports/secret-ages-port.ts";
import { readKeptSecrets } from "../changes/secret-age-rows.ts";
import { createChatReads } from "../chat/chat-reads.ts";
import { openForReading, type Connection } from "../file/connection.ts";
import { createGapReads } from "../gaps/gap-store.ts";
import { createReads, type Ask } from "./reads.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "../schema/schema.ts";
import { toLedgerError } from "../file/sqlite-error.ts";

/** A reader that is to be closed. */
export type LedgerReader = LedgerReadPort & {
  readonly chats: ChatReadPort;
  readonly gaps: GapReadPort;
  readonly secretAges: SecretAgesReadPort;
  close(): void;
};

/**
 * Opens a ledger for reading. Works while a daemon writes and when none runs; changes no byte of the database.
 * @throws WakehookError `not_found` where there is none yet, `ledger_too_new`, `ledger_damaged`,
 *   `refused` where the daemon has to bring it up to date first.
 */
export function openLedgerReader(file: string): LedgerReader {
  if (!existsSync(file)) {
    throw new WakehookError("not_found", `there is no ledger yet at ${file}`, {
      hint: "the daemon makes it at its first start: `wakehook start`",
    });
  }
  const connection = guarded(() => openForReading(file));
  try {
    guarded(() => requireKnownSchema(connection, file));
  } catch (error) {
    connection.close();
    throw error;
  }
  const ask: Ask = (work) => guarded(() => work(connection));
  return {
    ...createReads(ask),
    chats: createChatReads(ask),
    gaps: createGapReads(ask),
    secretAges: { kept: () => ask(readKeptSecrets) },
    close: () => connection.close(),
  };
}

function requireKnownSchema(connection: Connection, file: string): void {
  const row = connection.one<{ id: number; version: number }>(
    "SELECT application_id AS id, user_version AS version FROM pragma_application_id, pragma_user_version",
  );
  if (row?.id !== APPLICATION_ID) {
    throw new WakehookError("ledger_damaged", `${file} is not a wakehook database`, {
      hint: "`wakehook doctor` shows what is left of it",
    });
  }
  if (row.version > SCHEMA_VERSION) {
    throw new WakehookError("ledger_too_new", `the database has schema ${row.version}`, {
      hint: `this wakehook knows up to ${SCHEMA_VERSION}; update it`,
    });
  }
  if (row.version < SCHEMA_VERSION) {
    throw new WakehookError("refused", `the database still has schema ${row.version}`, {
      hint: "start the daemon once; it brings the database up to date and keeps a copy",
    });
  }
}

function guarded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    throw toLedgerError(thrown);
  }
}
