import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SEARCH_LIMITS } from "../../../src/admin/handlers/search-deliveries.ts";
import { SUMMARY_LIMITS } from "../../../src/admin/handlers/summaries.ts";
import type { LedgerPort } from "../../../src/core/ports/ledger-port.ts";
import { openLedger } from "../../../src/ledger/open.ts";
import { homePaths } from "../../../src/system/home.ts";
import {
  deliveryId,
  handClock,
  hookId,
  openHarness,
  STARTED_AT,
  type Harness,
} from "../harness.ts";

let root: string;
let ledger: LedgerPort;
let harness: Harness;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "wakehook-admin-search-"));
  ledger = openLedger({ paths: homePaths(root), clock: handClock() });
  harness = openHarness({ ledger });
});
afterEach(() => {
  harness.close();
  ledger.close();
  rmSync(root, { recursive: true, force: true });
});

function accept(number: number, body: string, more: { event?: string; hook?: string } = {}) {
  return ledger.accept(
    {
      id: deliveryId(number),
      hookId: hookId(more.hook ?? "site"),
      source: "generic",
      origin: "sender",
      event: more.event ?? null,
      entity: null,
      receivedAt: STARTED_AT + number,
      remoteAddress: "127.0.0.1",
      method: "POST",
      path: "/hooks/site",
      headers: [],
      body: Buffer.from(body),
      contentType: "application/json",
      priority: "medium",
      claims: [],
    },
    { maxQueued: 10_000 },
  );
}

interface Page {
  readonly deliveries: ReadonlyArray<{ readonly id: string; readonly summary: object }>;
  readonly next_before: string | null;
}
const list = async (query: string): Promise<Page> =>
  (await (await harness.get(`/deliveries?${query}`)).json()) as Page;
const search = async (text: string, more = ""): Promise<string[]> => {
  const { deliveries } = await list(`search=${encodeURIComponent(text)}${more}`);
  return deliveries.map(({ id }) => id);
};

it("finds what payloads, events and ids have, newest first", async () => {
  await accept(1, '{"title": "The Build failed"}');
  await accept(2, '{"title": "fine"}', { event: "build.failed" });
  await accept(3, '{"a": "say \\"hi\\" to \\u00dcmit"}');
  await accept(4, '{"a": "100% _x"}', { hook: "docs" });

  expect(await search("build")).toEqual([deliveryId(2), deliveryId(1)]);
  expect(await search('say "hi"')).toEqual([deliveryId(3)]);
  expect(await search("Ümit")).toEqual([deliveryId(3)]);
  expect(await search("%")).toEqual([deliveryId(4)]);
  expect(await search("f_ne")).toEqual([]);
  expect(await search(deliveryId(3))).toEqual([deliveryId(3)]);
  expect(await search("i", "&hook_id=docs")).toEqual([]);
});

it("gives pages that go on from each other until all was looked at", async () => {
  for (let number = 1; number <= 2 * SEARCH_LIMITS.rows + 5; number += 1)
    await accept(number, number % 100 === 0 ? '{"a": "rare"}' : '{"a": "usual"}');

  const first = await list("search=rare&limit=1");
  const second = await list(`search=rare&limit=1&before=${first.next_before}`);
  const third = await list(`search=rare&limit=1&before=${second.next_before}`);

  expect(first.deliveries.map(({ id }) => id)).toEqual([deliveryId(200)]);
  expect(second.deliveries.map(({ id }) => id)).toEqual([deliveryId(100)]);
  expect(third).toEqual({ deliveries: [], next_before: null });
});

it("stops after its time, and says where it is to go on", async () => {
  for (let number = 1; number <= 10; number += 1) await accept(number, "{}");
  const content = ledger.content.bind(ledger);
  const slow = {
    ...ledger,
    content(id: ReturnType<typeof deliveryId>) {
      harness.clock.advance(SEARCH_LIMITS.longestMs / 3);
      return content(id);
    },
  };
  harness.close();
  harness = openHarness({ ledger: slow });

  expect(await list("search=nothing")).toEqual({
    deliveries: [],
    next_before: deliveryId(8),
  });
});

it("lets what arrives go first", async () => {
  const large = JSON.stringify({ a: "x".repeat(SEARCH_LIMITS.pieceBytes) });
  for (let number = 1; number <= 4; number += 1) await accept(number, large);
  const order: string[] = [];

  const searched = search("nothing").then(() => order.push("searched"));
  await accept(5, "{}");
  order.push("accepted");
  await searched;

  expect(order).toEqual(["accepted", "searched"]);
});

it("sums each delivery of a list up, but those that are too large", async () => {
  await accept(1, '{"title": "Small"}', { event: "backup.failed" });
  await accept(2, JSON.stringify({ title: "Large", a: "x".repeat(SUMMARY_LIMITS.bodyBytes) }));
  await accept(3, "no JSON");

  const { deliveries } = await list("limit=3");

  expect(deliveries.map(({ summary }) => summary)).toEqual([
    { action: null, entity: null, title: null, author: null },
    { action: null, entity: null, title: null, author: null },
    { action: "failed", entity: null, title: "Small", author: null },
  ]);
});
