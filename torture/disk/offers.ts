// Offers deliveries to a daemon whose disk is in trouble, and keeps what it answered; later what it promised is
// held against what the ledger has.

import { hash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { TOKEN } from "../../test/e2e/open-home.ts";
import type { DeliveryId } from "../../src/core/records/ids.ts";
import { openLedgerReader } from "../../src/ledger/reading/open-reader.ts";

/** What a daemon answered. */
export interface Offers {
  /** Offers so many new ones, some at a time; gives how many were taken and how many refused. */
  send(count: number): Promise<{ readonly taken: number; readonly refused: number }>;
  /** Offers what was refused once more, until it is taken; gives the milliseconds until the first was. */
  repeat(): Promise<number>;
  /** Posts without credentials. */
  beRefused(): Promise<void>;
  /** Answers that nobody may get; empty where all is well. */
  readonly odd: readonly string[];
  readonly taken: number;
  /** Where the daemon listens, after a restart. */
  moveTo(hooksUrl: string): void;
  /** Compares with a database that nobody writes. */
  check(database: string): Kept;
}

/** What became of what was promised. */
export interface Kept {
  /** Answered with 202 and not there, or not with its bytes. */
  readonly lost: number;
  /** There more than once. */
  readonly twice: number;
}

interface Offer {
  readonly key: string;
  readonly body: string;
}

const AT_ONCE = 8;
const LONGEST_REPEAT_MS = 20_000;
const PAUSE_MS = 25;

/** Creates a sender; `bytes` says how large the n-th body is. */
export function createOffers(hookId: string, bytes: (number: number) => number): Offers {
  const promised = new Map<string, { readonly id: string; readonly digest: string }>();
  const odd: string[] = [];
  let refused: Offer[] = [];
  let number = 0;
  let url = "";

  async function offer(one: Offer): Promise<boolean> {
    const response = await fetch(`${url}/hooks/${hookId}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${TOKEN}`,
        "idempotency-key": one.key,
      },
      body: one.body,
    }).catch((error: unknown) => String(error));
    if (typeof response === "string") {
      odd.push(response);
      return false;
    }
    const answer = (await response.json()) as { delivery_id?: string; error?: string };
    if (response.status === 202 && answer.delivery_id !== undefined) {
      promised.set(one.key, { id: answer.delivery_id, digest: hash("sha256", one.body) });
      return true;
    }
    const isRefusal = response.status === 503 && answer.error === "storage_unavailable";
    if (!isRefusal || Number(response.headers.get("retry-after")) <= 0)
      odd.push(`${response.status} ${JSON.stringify(answer)}`);
    return false;
  }

  async function offerAll(all: readonly Offer[]): Promise<Offer[]> {
    const left = [...all];
    const back: Offer[] = [];
    const work = async (): Promise<void> => {
      for (let one = left.pop(); one !== undefined; one = left.pop())
        if (!(await offer(one))) back.push(one);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return back;
  }

  return {
    odd,
    get taken() {
      return promised.size;
    },
    moveTo: (hooksUrl) => void (url = hooksUrl),
    async send(count) {
      const all = Array.from({ length: count }, () => {
        const key = `key-${number}`;
        number += 1;
        return { key, body: JSON.stringify({ key, filling: "x".repeat(bytes(number)) }) };
      });
      const back = await offerAll(all);
      refused = [...refused, ...back];
      return { taken: count - back.length, refused: back.length };
    },
    async repeat() {
      const started = performance.now();
      let firstMs = 0;
      while (refused.length > 0) {
        const before = refused.length;
        refused = await offerAll(refused);
        if (refused.length < before && firstMs === 0) firstMs = performance.now() - started;
        if (performance.now() - started > LONGEST_REPEAT_MS) {
          odd.push(`${refused.length} were refused for ${LONGEST_REPEAT_MS} ms after the fault`);
          refused = [];
        }
        if (refused.length > 0) await sleep(PAUSE_MS);
      }
      return Math.round(firstMs);
    },
    async beRefused() {
      const response = await fetch(`${url}/hooks/${hookId}`, { method: "POST", body: "{}" });
      await response.arrayBuffer();
      if (response.status < 400 || response.status > 499) odd.push(`${response.status}`);
    },
    check: (database) => check(database, promised),
  };
}

function check(
  database: string,
  promised: ReadonlyMap<string, { readonly id: string; readonly digest: string }>,
): Kept {
  const ledger = openLedgerReader(database);
  try {
    const bodyOf = (id: string): Uint8Array | null => {
      try {
        return ledger.content(id as DeliveryId)?.body ?? null;
      } catch {
        return null;
      }
    };
    const lost = [...promised.values()].filter(({ id, digest }) => {
      const body = bodyOf(id);
      return body === null || hash("sha256", body) !== digest;
    });
    const ids = new Set([...promised.values()].map(({ id }) => id));
    return { lost: lost.length, twice: promised.size - ids.size };
  } finally {
    ledger.close();
  }
}
