import { afterEach, beforeEach, expect, test } from "vitest";
import { openHarness, type Harness } from "../harness.ts";

let harness: Harness;
beforeEach(() => {
  harness = openHarness();
});
afterEach(() => harness.close());

const FACTS = { folder: "/code/site", pid: process.pid, at: 1000 };
const WAITER = { ...FACTS, waiter: "w-1", state: "idle", state_at: 1000 };
const post = (verb: string, body: unknown, id = "s-1") =>
  harness.post(`/terminals/${id}/${verb}`, body);

test("a session is there from the first word on, and gone with the last", async () => {
  const told = await post("tell", { ...FACTS, kind: "busy" });
  expect(await told.json()).toEqual({ waits: false });
  expect(await (await harness.get("/terminals")).json()).toEqual({
    terminals: [
      {
        id: "s-1",
        folder: "/code/site",
        pid: process.pid,
        state: "busy",
        state_at: 1000,
        waits: false,
      },
    ],
  });

  await post("tell", { ...FACTS, kind: "end" });
  expect(await (await harness.get("/terminals")).json()).toEqual({ terminals: [] });
});

test("a waiter is answered when the daemon stops, and after a while", async () => {
  const waiting = post("wait", WAITER);
  await expect.poll(() => harness.deps.terminals.list()).toMatchObject([{ waits: true }]);
  harness.clock.advance(25_000);
  expect(await (await waiting).json()).toEqual({ kind: "none" });

  const again = post("wait", WAITER);
  await expect.poll(() => harness.deps.terminals.list()).toMatchObject([{ waits: true }]);
  harness.admin.close();
  expect(await (await again).json()).toEqual({ kind: "none" });
});

test("a waiter gets what is there for its session, once", async () => {
  const waiting = post("wait", WAITER);
  await expect.poll(() => harness.deps.terminals.list()).toMatchObject([{ waits: true }]);
  const nothing = (): void => {};
  const terminals = harness.deps.terminals as unknown as {
    offer(wake: Record<string, unknown>): void;
  };
  terminals.offer({
    key: "k",
    text: "Look.",
    folder: null,
    onAccepted: nothing,
    onTaken: nothing,
    onEnd: nothing,
  });

  expect(await (await waiting).json()).toEqual({ kind: "text", key: "k", text: "Look." });
  const take = (waiter: string) => post("take", { waiter, key: "k" });
  expect(await (await take("another")).json()).toEqual({ taken: false });
  expect(await (await take("w-1")).json()).toEqual({ taken: true });
  expect(await (await take("w-1")).json()).toEqual({ taken: false });
});

test.each([
  ["tell", { ...FACTS, kind: "asleep" }],
  ["tell", { ...FACTS, kind: "busy", at: "now" }],
  ["tell", { ...FACTS, kind: "busy", pid: 0 }],
  ["tell", { kind: "busy", at: 1, pid: 7 }],
  ["tell", { ...FACTS, kind: "busy", more: 1 }],
  ["wait", { ...WAITER, state: "asleep" }],
  ["wait", { ...WAITER, waiter: 7 }],
  ["take", { waiter: "w-1" }],
])("words that are none of our hook programs' are refused: %s %j", async (verb, body) => {
  expect((await post(verb, body)).status).toBe(400);
  expect(harness.deps.terminals.list()).toEqual([]);
});

test("an id is no path", async () => {
  expect((await post("tell", { ...FACTS, kind: "busy" }, "..%2f..%2fx")).status).toBe(400);
  expect((await post("tell", { ...FACTS, kind: "busy" }, "x".repeat(101))).status).toBe(400);
});
