// The admin API over a real ledger: filters, pages and content as the database has them.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LedgerPort } from "../../src/core/ports/ledger-port.ts";
import { openLedger } from "../../src/ledger/open.ts";
import { homePaths } from "../../src/system/home.ts";
import {
  deliveryId,
  handClock,
  hookId,
  openHarness,
  runId,
  STARTED_AT,
  type Harness,
} from "./harness.ts";

let root: string;
let ledger: LedgerPort;
let harness: Harness;
beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), "wakehook-admin-ledger-"));
  ledger = openLedger({ paths: homePaths(root), clock: handClock() });
  for (let number = 1; number <= 5; number += 1) await accept(number);
  harness = openHarness({ ledger });
});
afterEach(() => {
  harness.close();
  ledger.close();
  rmSync(root, { recursive: true, force: true });
});

function accept(number: number) {
  return ledger.accept(
    {
      id: deliveryId(number),
      hookId: hookId(number % 2 === 0 ? "even" : "odd"),
      source: "generic",
      origin: "sender",
      event: null,
      entity: null,
      receivedAt: STARTED_AT + number,
      remoteAddress: "127.0.0.1",
      method: "POST",
      path: "/hooks/odd",
      headers: [["x-number", String(number)]],
      body: Buffer.from([number, 0xff]),
      contentType: "application/octet-stream",
      priority: "medium",
      claims: [],
    },
    { maxQueued: 100 },
  );
}

interface Page {
  readonly deliveries: ReadonlyArray<{ readonly id: string }>;
  readonly next_before: string | null;
}

async function page(query: string): Promise<Page> {
  return (await (await harness.get(`/deliveries${query}`)).json()) as Page;
}

describe("admin over a real ledger", () => {
  it("pages through all deliveries, newest first, each once", async () => {
    const seen: string[] = [];
    let before: string | null = "";
    while (before !== null) {
      const { deliveries, next_before: next } = await page(
        `?limit=2${before === "" ? "" : `&before=${before}`}`,
      );
      seen.push(...deliveries.map(({ id }) => id));
      before = next;
    }

    expect(seen).toEqual([5, 4, 3, 2, 1].map(deliveryId));
  });

  it("keeps only what every filter lets pass", async () => {
    const why = { status: "held:paused", reason: "by hand" } as const;
    ledger.hold(deliveryId(2), { ...why, until: null, expiresAt: null });

    const { deliveries } = await page("?hook_id=even&state=held&status=held:*");

    expect(deliveries).toMatchObject([{ id: deliveryId(2), reason: "by hand" }]);
  });

  it("gives the content byte for byte, and the run that carried it out", async () => {
    ledger.startRun({
      id: runId(1),
      deliveryId: deliveryId(3),
      mode: "wake",
      agent: null,
      startedAt: STARTED_AT,
    });

    const shown = await (await harness.get(`/deliveries/${deliveryId(3)}?content=1`)).json();

    expect(shown).toMatchObject({
      state: "running",
      headers: [["x-number", "3"]],
      body_base64: "A/8=",
      runs: [{ id: runId(1), state: "running" }],
    });
  });
});
