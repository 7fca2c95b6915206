// Messages of the outbox in, lines for people out.

import type { OutboxEntry, OutboxTry } from "../../core/records/outbox-entry.ts";
import { columns, fields } from "../terminal/columns.ts";
import type { Output } from "../terminal/output.ts";
import { printable, printableLine } from "../terminal/printable.ts";
import { ago, dateAndTime, span } from "../terminal/when.ts";

/** A table of messages. */
export function entryTable(
  entries: readonly OutboxEntry[],
  out: Pick<Output, "style">,
  now: number,
): string[] {
  if (entries.length === 0) return ["no messages"];
  const head = ["NUMBER", "TO", "ABOUT", "WRITTEN", "TRIES", "STATE"];
  const rows = entries.map((entry) => [
    String(entry.id),
    printableLine(entry.sink, 50),
    printableLine(entry.event ?? entry.deliveryId ?? "notice", 40),
    entry.createdAt === 0 ? "-" : ago(entry.createdAt, now),
    String(entry.attempts),
    stateWords(entry, now),
  ]);
  return columns([head, ...rows], (text, row) => (row === 0 ? out.style("dim", text) : text));
}

/** One message, field by field, with its tries and what it says. */
export function entryLines(entry: OutboxEntry, tries: readonly OutboxTry[], now: number): string[] {
  return [
    ...fields([
      ["message", `${entry.id} (${entry.messageId})`],
      ["to", printableLine(entry.sink)],
      ["event", entry.event],
      ["delivery", entry.deliveryId],
      ["run", entry.runId],
      ["state", stateWords(entry, now)],
      ["written", entry.createdAt === 0 ? null : dateAndTime(entry.createdAt)],
    ]),
    ...tries.map(tryLine),
    "",
    printable(inLines(entry.payload)),
  ];
}

function tryLine({ at, durationMs, httpStatus, error }: OutboxTry): string {
  const answer = httpStatus === null ? "" : ` HTTP ${httpStatus}`;
  const end = error === null ? "taken" : printableLine(error, 500);
  return `tried ${dateAndTime(at)}, ${span(durationMs)}${answer}: ${end}`;
}

function stateWords({ state, nextAt, lastError }: OutboxEntry, now: number): string {
  const error = lastError === null ? "" : `: ${printableLine(lastError, 120)}`;
  const next = nextAt > now ? `, next try in ${span(nextAt - now)}` : "";
  return state === "waiting" ? `waiting${next}${error}` : `${state}${error}`;
}

function inLines(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
