import { describe, expect, it } from "vitest";
import type { NewRepair, RepairPage } from "../../../src/core/ports/gaps-port.ts";
import type { HookId } from "../../../src/core/records/ids.ts";
import { openLedgerReader } from "../../../src/ledger/reading/open-reader.ts";
import { aDelivery, DAY_MS, LIMITS, START, tempLedger } from "../temp-ledger.ts";

const HOOK = "hook" as HookId;
const aGap = { cause: "stopped", name: "", detail: null, beganAt: START, endedAt: null } as const;

function aRepair(more: Partial<NewRepair> = {}): NewRepair {
  const times = { fromAt: START, untilAt: START + 10, createdAt: START + 10, nextAt: START + 10 };
  return { hookId: HOOK, askedBy: "gap", ...times, ...more };
}

function item(id: string, sentAt = START) {
  return { id, ref: `ref-${id}`, event: "issues.opened", sentAt };
}

function aPage(more: Partial<RepairPage> = {}): RepairPage {
  return { items: [], delivered: [], listed: 0, unwanted: 0, cursor: null, ...more };
}

describe("gaps in the ledger", () => {
  it("end when they are over, and never before they began", () => {
    const { gaps } = tempLedger().open();
    const first = gaps.addGap(aGap);
    const second = gaps.addGap({ ...aGap, cause: "tunnel", name: "home" });
    gaps.endGap(first, START - 5);
    expect(gaps.gaps(10)).toMatchObject([
      { id: second, endedAt: null },
      { id: first, endedAt: START },
    ]);
    gaps.endOpenGaps(START + 7);
    gaps.endOpenGaps(START + 9);
    expect(gaps.gaps(1)).toMatchObject([{ id: second, endedAt: START + 7 }]);
  });

  it("are found by the time that they touch", () => {
    const { gaps } = tempLedger().open();
    gaps.addGap({ ...aGap, endedAt: START + 5 });
    gaps.addGap({ ...aGap, beganAt: START + 10, endedAt: START + 20 });
    gaps.addGap({ ...aGap, beganAt: START + 30 });
    expect(gaps.gapsSince(START + 6).map(({ beganAt }) => beganAt)).toEqual([START + 10]);
  });

  it("are forgotten with their repairs when they are old; what goes on stays", () => {
    const { gaps } = tempLedger().open();
    gaps.addGap({ ...aGap, endedAt: START });
    gaps.addGap(aGap);
    const old = gaps.addRepair(aRepair());
    gaps.addPage(old, aPage({ items: [item("a")] }));
    gaps.endRepair(old, { state: "done", at: START, word: null }, []);
    const open = gaps.addRepair(aRepair());
    gaps.forgetGaps(START + DAY_MS);
    expect(gaps.gaps(10)).toHaveLength(1);
    expect(gaps.repairs({ limit: 10 }).map(({ id }) => id)).toEqual([open]);
    expect(gaps.repairItems(old, { limit: 10 })).toEqual([]);
  });
});

describe("a repair in the ledger", () => {
  it("goes on where it stood when the daemon was killed", () => {
    const temp = tempLedger();
    const first = temp.open();
    const id = first.gaps.addRepair(aRepair());
    first.gaps.addPage(
      id,
      aPage({ items: [item("b", START + 2)], listed: 100, unwanted: 99, cursor: "next" }),
    );
    first.close();
    const { gaps } = temp.open();
    expect(gaps.openRepairs()).toMatchObject([
      { id, state: "listing", cursor: "next", listed: 100, unwanted: 99 },
    ]);
    gaps.addPage(id, aPage({ items: [item("a", START + 1)], listed: 2 }));
    expect(gaps.repair(id)).toMatchObject({
      state: "fetching",
      cursor: null,
      listed: 102,
      counts: { waiting: 2, new: 0 },
    });
    expect(gaps.repairItems(id, { state: "waiting", limit: 10 }).map((one) => one.id)).toEqual([
      "a",
      "b",
    ]);
    gaps.settleItem(id, "a", "new");
    gaps.settleItem(id, "b", "lost", "gone");
    expect(gaps.repairItems(id, { limit: 10 })).toMatchObject([
      { id: "a", state: "new", word: null },
      { id: "b", state: "lost", word: "gone" },
    ]);
  });

  it.each([
    ["before", true],
    ["behind", false],
  ])("knows what arrived in the end, whether it is listed %s what did not", (_, isFirst) => {
    const { gaps } = tempLedger().open();
    const id = gaps.addRepair(aRepair());
    const arrived = aPage({
      delivered: [{ ...item("a", START + 9), isRepeat: true }],
      cursor: "x",
    });
    const failed = aPage({ items: [item("a", START + 1)], cursor: "x" });
    for (const page of isFirst ? [arrived, failed] : [failed, arrived]) gaps.addPage(id, page);
    expect(gaps.repairItems(id, { limit: 10 })).toMatchObject([
      { id: "a", state: "delivered", sentAt: START + 1 },
    ]);
  });

  it("keeps no row of what arrived at once", () => {
    const { gaps } = tempLedger().open();
    const id = gaps.addRepair(aRepair());
    gaps.addPage(id, aPage({ delivered: [{ ...item("a"), isRepeat: false }] }));
    expect(gaps.repairItems(id, { limit: 10 })).toEqual([]);
  });

  it("tells its owner in the transaction that ends it", () => {
    const ledger = tempLedger().open();
    const id = ledger.gaps.addRepair(aRepair());
    const end = { state: "done", at: START + 20, word: null } as const;
    ledger.gaps.endRepair(id, end, [{ sink: "log", payload: "{}" }]);
    expect(ledger.outbox({})).toMatchObject([{ sink: "log", state: "waiting" }]);
    expect(ledger.gaps.openRepairs()).toEqual([]);
    expect(ledger.gaps.repairRanges(HOOK, START)).toEqual([{ fromAt: START, untilAt: START + 10 }]);
    expect(ledger.gaps.repairRanges(HOOK, START + 11)).toEqual([]);
    expect(ledger.gaps.repairRanges("other" as HookId, START)).toEqual([]);
  });

  it("counts for its gap only where it was not asked for by hand, and was not given up", () => {
    const { gaps } = tempLedger().open();
    const end = { at: START, word: null };
    gaps.endRepair(gaps.addRepair(aRepair({ askedBy: "owner" })), { ...end, state: "done" }, []);
    gaps.endRepair(gaps.addRepair(aRepair()), { ...end, state: "given_up" }, []);
    expect(gaps.repairRanges(HOOK, 0)).toEqual([]);
  });

  it("waits, begins anew, and looks further, as it is told", () => {
    const { gaps } = tempLedger().open();
    const id = gaps.addRepair(aRepair());
    gaps.extendRepair(id, { fromAt: START - 5, untilAt: START + 50 });
    gaps.extendRepair(id, { fromAt: START, untilAt: START + 20 });
    gaps.addPage(id, aPage({ listed: 5, cursor: "gone" }));
    gaps.restartListing(id);
    gaps.postponeRepair(id, { nextAt: START + 99, failures: 3, word: "HTTP 401" });
    expect(gaps.repair(id)).toMatchObject({
      fromAt: START - 5,
      untilAt: START + 50,
      cursor: null,
      listed: 0,
      nextAt: START + 99,
      failures: 3,
      word: "HTTP 401",
    });
  });

  it("is seen by who only reads", () => {
    const temp = tempLedger();
    const { gaps } = temp.open();
    gaps.addGap(aGap);
    gaps.addRepair(aRepair());
    const reader = openLedgerReader(temp.paths.database);
    expect(reader.gaps.gaps(5)).toEqual(gaps.gaps(5));
    expect(reader.gaps.repairs({ limit: 5, hookId: "hook" })).toEqual(gaps.repairs({ limit: 5 }));
    expect(reader.gaps.repairs({ limit: 5, hookId: "other" })).toEqual([]);
    reader.close();
  });
});

describe("isClaimed", () => {
  it("knows what a hook holds, until it expires, over a restart", async () => {
    const temp = tempLedger();
    const first = temp.open();
    const claims = [{ key: "id:a", expiresAt: START + DAY_MS }];
    await first.accept(aDelivery(1, { hookId: HOOK, claims }), LIMITS);
    expect(first.isClaimed(HOOK, ["id:x", "id:a"])).toBe(true);
    expect(first.isClaimed(HOOK, ["id:x"])).toBe(false);
    expect(first.isClaimed("other" as HookId, ["id:a"])).toBe(false);
    first.close();
    const second = temp.open();
    expect(second.isClaimed(HOOK, ["id:a"])).toBe(true);
    temp.clock.advance(DAY_MS + 1);
    expect(second.isClaimed(HOOK, ["id:a"])).toBe(false);
  });
});
