// Holds what the senders were promised against what the ledger has, and what ran against what it says ran.

import { existsSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** Every list is empty where all promises were kept. */
export interface Findings {
  /** Keys whose 202 was read and that are not there. */
  readonly lost: string[];
  /** Keys that are there more than once. */
  readonly twice: string[];
  /** Keys whose 202 named another delivery than the one that is there. */
  readonly misnamed: string[];
  /** Deliveries without a status at the end. */
  readonly unended: string[];
  /** Deliveries whose program started more than once. */
  readonly ranTwice: string[];
  /** Deliveries that are said to have succeeded and whose program never started. */
  readonly neverRan: string[];
}

/** How much there was to find fault with. */
export interface Extent {
  readonly deliveries: number;
  readonly starts: number;
  readonly statuses: Readonly<Record<string, number>>;
}

interface Row {
  readonly id: string;
  readonly hook: string;
  readonly state: string;
  readonly status: string | null;
  readonly body: Uint8Array;
}

/** Checks a ledger that no daemon writes. `starts`: one line per started program, with its run's id. */
export function checkLedger(
  database: string,
  journal: ReadonlyMap<string, string>,
  starts: { readonly file: string; readonly hook: string },
): { findings: Findings; extent: Extent } {
  using ledger = new DatabaseSync(database, { readOnly: true });
  const rows = ledger
    .prepare(
      "SELECT d.id, d.hook_id AS hook, d.state, d.status, c.body FROM deliveries d JOIN contents c ON c.sequence = d.sequence",
    )
    .all() as unknown as Row[];
  const runs = ledger.prepare("SELECT id, delivery_id AS delivery FROM runs").all() as unknown as {
    id: string;
    delivery: string;
  }[];
  const deliveryOf = new Map(runs.map(({ id, delivery }) => [id, delivery]));
  const byKey = Map.groupBy(rows, keyOf);
  const lines = existsSync(starts.file) ? readFileSync(starts.file, "utf8").trim().split("\n") : [];
  const startsOf = Map.groupBy(lines, (run) => deliveryOf.get(run) ?? `no row of ${run}`);
  const acknowledged = [...journal];
  return {
    findings: {
      lost: acknowledged.filter(([key]) => !byKey.has(key)).map(([key]) => key),
      twice: [...byKey].filter(([, found]) => found.length > 1).map(([key]) => key),
      misnamed: acknowledged
        .filter(([key, id]) => byKey.has(key) && byKey.get(key)?.[0]?.id !== id)
        .map(([key]) => key),
      unended: rows.filter(({ state }) => state !== "done").map(({ id }) => id),
      ranTwice: [...startsOf].filter(([, found]) => found.length > 1).map(([id]) => id),
      neverRan: rows
        .filter((row) => row.hook === starts.hook && row.status === "success")
        .filter(({ id }) => !startsOf.has(id))
        .map(({ id }) => id),
    },
    extent: {
      deliveries: rows.length,
      starts: lines.length,
      statuses: countBy(rows.map(({ hook, status }) => `${hook} ${status ?? "none"}`)),
    },
  };
}

function keyOf({ body }: Row): string {
  return (JSON.parse(Buffer.from(body).toString("utf8")) as { key: string }).key;
}

function countBy(words: readonly string[]): Record<string, number> {
  const groups = Map.groupBy(words, (word) => word);
  return Object.fromEntries([...groups].map(([word, all]) => [word, all.length]));
}
