// In: an id as a person types it, or the start of one. Out: the delivery or run that it means.

import { WakehookError } from "../../core/records/errors.ts";
import { isDeliveryId, isRunId, type DeliveryId, type RunId } from "../../core/records/ids.ts";
import type { LedgerReadPort } from "../../core/ports/ledger-read-port.ts";
import type { HomePaths } from "../../system/home.ts";
import { readLedger } from "./open-ledger.ts";

/** How many of several meanings are listed. */
const MOST_LISTED = 10;
const ULID_CHARS = /^[0-9a-hjkmnp-tv-z]{1,26}$/;

/** As findDeliveryId, for a command that needs nothing else of the ledger. */
export async function deliveryIdAt(paths: HomePaths, typed: string): Promise<DeliveryId> {
  const id = await readLedger(paths, (ledger) => findDeliveryId(ledger, typed));
  if (id !== null) return id;
  throw noSuchRecord("delivery", typed);
}

/** As findRunId, for a command that needs nothing else of the ledger. */
export async function runIdAt(paths: HomePaths, typed: string): Promise<RunId> {
  const id = await readLedger(paths, (ledger) => findRunId(ledger, typed));
  if (id !== null) return id;
  throw noSuchRecord("run", typed);
}

/** @throws WakehookError `not_found`, `usage` where the start fits several or is no id at all. */
export function findDeliveryId(ledger: LedgerReadPort, typed: string): DeliveryId {
  const id = find(ledger, { typed, prefix: "dlv_", what: "delivery" });
  if (isDeliveryId(id)) return id;
  throw noSuchRecord("delivery", typed);
}

/** @throws WakehookError `not_found`, `usage` where the start fits several or is no id at all. */
export function findRunId(ledger: LedgerReadPort, typed: string): RunId {
  const id = find(ledger, { typed, prefix: "run_", what: "run" });
  if (isRunId(id)) return id;
  throw noSuchRecord("run", typed);
}

function find(
  ledger: LedgerReadPort,
  wanted: { typed: string; prefix: string; what: string },
): string {
  const { typed, prefix, what } = wanted;
  const lower = typed.toLowerCase();
  const rest = lower.startsWith(prefix) ? lower.slice(prefix.length) : lower;
  if (!ULID_CHARS.test(rest)) {
    throw new WakehookError("usage", `"${typed}" is no id of a ${what}`, {
      hint: `they look like ${prefix}01k..., see: wakehook ${what} list`,
    });
  }
  const ids = ledger.findIds(prefix + rest, MOST_LISTED + 1);
  const [only, ...others] = ids;
  if (only === undefined) throw noSuchRecord(what, typed);
  if (others.length === 0 || only === prefix + rest) return only;
  const more = ids.length > MOST_LISTED ? ", ..." : "";
  throw new WakehookError("usage", `"${typed}" fits several of them`, {
    hint: `type more of one: ${ids.slice(0, MOST_LISTED).join(", ")}${more}`,
  });
}

/** The error for an id that nothing has. */
export function noSuchRecord(what: string, typed: string): WakehookError {
  return new WakehookError("not_found", `no ${what} of the id "${typed}"`, {
    hint: `see: wakehook ${what} list`,
  });
}
