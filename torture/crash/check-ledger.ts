// Holds what the senders were promised against what the ledger has, and what ran against what it says ran.

import { DatabaseSync } from "node:sqlite";
import { linesOf } from "./lines-of.ts";

/** Keys of deliveries. Every list is empty where all promises were kept. */
export interface Findings {
  /** Their 202 was read, and they are not there. */
  readonly lost: readonly string[];
  /** They are there more than once. */
  readonly twice: readonly string[];
  /** Their 202 named another delivery than the one that is there. */
  readonly misnamed: readonly string[];
  /** Without a status at the end. */
  readonly unended: readonly string[];
  /** Their program started more than once. */
  readonly ranTwice: readonly string[];
  /** They are said to have succeeded, and their program never started. */
  readonly neverRan: readonly string[];
  /** They ended, and no report of it arrived. */
  readonly untold: readonly string[];
}

/** How much there was to find fault with. */
export interface Extent {
  readonly deliveries: number;
  readonly starts: number;
  /** Reports that arrived more than once: allowed, where the daemon dies between the sending and the note of it. */
  readonly toldTwice: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Key to status. */
  readonly statusOf: ReadonlyMap<string, string | null>;
}

/** What programs wrote down, a line at each start. */
export interface Traces {
  /** Run ids, of the hooks' programs. */
  readonly starts: string;
  /** Run ids, of the program that takes the reports. */
  readonly told: string;
  /** Hooks whose programs do so. */
  readonly hooks: readonly string[];
}

interface Row {
  readonly id: string;
  readonly hook: string;
  readonly state: string;
  readonly status: string | null;
  readonly body: Uint8Array;
}

/** Checks a ledger that no daemon writes. `journal`: keys whose 202 was read, with the id that it named. */
export function checkLedger(
  database: string,
  journal: ReadonlyMap<string, string>,
  traces: Traces,
): { findings: Findings; extent: Extent } {
  const { rows, deliveryOf } = readLedger(database);
  const byKey = Map.groupBy(rows, ({ key }) => key);
  const starts = linesOf(traces.starts);
  const startsOf = Map.groupBy(starts, (run) => deliveryOf.get(run) ?? `no row of ${run}`);
  const toldOf = Map.groupBy(linesOf(traces.told), (line) => line.replace(/^report_/, ""));
  const traced = rows.filter(({ hook }) => traces.hooks.includes(hook));
  const keyOf = new Map(rows.map(({ id, key }) => [id, key]));
  const acknowledged = [...journal];
  return {
    findings: {
      lost: acknowledged.filter(([key]) => !byKey.has(key)).map(([key]) => key),
      twice: [...byKey].filter(([, found]) => found.length > 1).map(([key]) => key),
      misnamed: acknowledged
        .filter(([key, id]) => byKey.has(key) && byKey.get(key)?.[0]?.id !== id)
        .map(([key]) => key),
      unended: rows.filter(({ state }) => state !== "done").map(({ key }) => key),
      ranTwice: [...startsOf]
        .filter(([, found]) => found.length > 1)
        .map(([id]) => keyOf.get(id) ?? id),
      neverRan: traced
        .filter(({ id, status }) => status === "success" && !startsOf.has(id))
        .map(({ key }) => key),
      untold: traced.filter(({ id }) => !toldOf.has(id)).map(({ key }) => key),
    },
    extent: {
      deliveries: rows.length,
      starts: starts.length,
      toldTwice: [...toldOf.values()].filter((found) => found.length > 1).length,
      statuses: countBy(rows.map(({ hook, status }) => `${hook} ${status ?? "none"}`)),
      statusOf: new Map(rows.map(({ key, status }) => [key, status])),
    },
  };
}

/** How many reports have not arrived yet. */
export function waitingReports(database: string): number {
  using ledger = new DatabaseSync(database, { readOnly: true });
  const row = ledger.prepare("SELECT count(*) AS n FROM outbox WHERE state = 'waiting'").get();
  return Number(row?.["n"]);
}

function readLedger(database: string) {
  using ledger = new DatabaseSync(database, { readOnly: true });
  const all = <Found>(sql: string) => ledger.prepare(sql).all() as unknown as Found[];
  const rows = all<Row>(
    "SELECT d.id, d.hook_id AS hook, d.state, d.status, c.body FROM deliveries d JOIN contents c ON c.sequence = d.sequence",
  ).map(({ id, hook, state, status, body }) => ({ id, hook, state, status, key: keyIn(body) }));
  const runs = all<{ id: string; delivery: string }>(
    "SELECT id, delivery_id AS delivery FROM runs",
  );
  return { rows, deliveryOf: new Map(runs.map(({ id, delivery }) => [id, delivery])) };
}

function keyIn(body: Uint8Array): string {
  return (JSON.parse(Buffer.from(body).toString("utf8")) as { key: string }).key;
}

function countBy(words: readonly string[]): Record<string, number> {
  const groups = Map.groupBy(words, (word) => word);
  return Object.fromEntries([...groups].map(([word, all]) => [word, all.length]));
}
