import { describe, expect, it, vi } from "vitest";
import { DAY, issue, MINUTE, missed, openRepairWorld, RAW, SITE } from "./repair-world.ts";

describe("repairs of a hook", () => {
  it("begin at the first page again where the next one is gone", async () => {
    const world = await openRepairWorld();
    await missed(world, 150);
    let asked = 0;
    world.github.instead = (line) => {
      if (!line.endsWith("/deliveries") || (asked += 1) !== 2) return undefined;
      return { status: 422, json: { message: "Invalid cursor" } };
    };
    world.gap(10 * MINUTE);
    world.open().look();
    await world.until({ state: "done" });
    expect(world.taken()).toHaveLength(150);
    expect(world.repairs()[0]).toMatchObject({ listed: 150 });
  });

  it("ask no faster where the next page is gone each time", async () => {
    const world = await openRepairWorld();
    await missed(world, 150);
    let lists = 0;
    world.github.instead = (line) =>
      line.endsWith("/deliveries") && (lists += 1) % 2 === 0
        ? { status: 422, json: { message: "Invalid cursor" } }
        : undefined;
    world.gap(10 * MINUTE);
    world.open().look();
    await world.until({ failures: 1 });
    expect(lists).toBe(4);
    expect(world.repairs()[0]?.word).toContain("HTTP 422");
  });

  it("look at a gap that was written down late, though a later one was looked at already", async () => {
    const world = await openRepairWorld();
    await world.github.event("issues", issue(1), { agoMs: 100 * MINUTE });
    world.gap(MINUTE);
    const repairs = world.open();
    repairs.look();
    await world.until({ state: "done" });
    const now = world.clock.now();
    const times = { beganAt: now - 120 * MINUTE, endedAt: now - 2000 };
    world.ledger.gaps.addGap({ cause: "storage", name: "", detail: null, ...times });
    repairs.look();
    await vi.waitFor(() => expect(world.taken()).toHaveLength(1));
    await world.until({ state: "done" });
    repairs.look();
    expect(world.repairs()).toHaveLength(2);
  });

  it("lose nothing where the clock is put right between the gap and the answer", async () => {
    const world = await openRepairWorld();
    await missed(world, 1);
    world.gap(MINUTE);
    world.state.put({}, { safe_mode: true });
    const repairs = world.open();
    repairs.look();
    world.clock.setTo(world.clock.now() + 600 * MINUTE);
    world.state.put({});
    repairs.settingsChanged();
    await world.until({ state: "done" });
    expect(world.taken()).toHaveLength(1);
  });

  it("hand in no question of the sender as an event", async () => {
    const world = await openRepairWorld({ events: undefined });
    await world.github.event("ping", { zen: "Keep it simple" }, { agoMs: 1000 });
    world.gap(MINUTE);
    world.open().look();
    await world.until({ state: "done" });
    expect(world.taken()).toEqual([]);
    expect(world.repairs()[0]?.counts).toMatchObject({ refused: 1, new: 0 });
  });

  it("tell of each late delivery once, though two of them look at the same time", async () => {
    const world = await openRepairWorld();
    await missed(world, 3);
    const repairs = world.open();
    repairs.start("site", world.clock.now() - MINUTE);
    repairs.start("site", world.clock.now() - MINUTE);
    await vi.waitFor(() =>
      expect(world.repairs().map(({ state }) => state)).toEqual(["done", "done"]),
    );
    expect(world.repairs().map(({ counts }) => [counts.new, counts.known])).toEqual([
      [0, 3],
      [3, 0],
    ]);
    expect(world.notices()).toHaveLength(1);
  });

  it("count as their own what they took in before a crash, and fetch it no more", async () => {
    const world = await openRepairWorld();
    const [first = ""] = await missed(world, 2);
    world.github.instead = (line) =>
      line.startsWith("GET") && world.taken().length === 1 && /\/deliveries\/\d+$/.test(line)
        ? new Promise(() => {})
        : undefined;
    const repairs = world.open();
    repairs.start("site", world.clock.now() - MINUTE);
    await vi.waitFor(() => expect(world.github.fetched()).toBe(2));
    await repairs.close();
    // The crash came before the row said so.
    world.ledger.gaps.settleItem(1, first, "waiting");
    world.github.instead = () => undefined;
    world.open().look();
    await world.until({ state: "done" });
    expect(world.repairs()[0]?.counts).toMatchObject({ new: 2, known: 0 });
    expect(world.github.fetched()).toBe(3);
    expect(world.taken().map(({ duplicates }) => duplicates)).toEqual([0, 0]);
  });

  it("look once at a gap, and only at new ones after that", async () => {
    const world = await openRepairWorld();
    world.gap(MINUTE);
    const repairs = world.open();
    repairs.look();
    await world.until({ state: "done" });
    repairs.look();
    expect(world.repairs()).toHaveLength(1);
    world.clock.skip(1000);
    world.gap(500);
    repairs.look();
    expect(world.repairs()).toHaveLength(2);
    await world.until({ state: "done" });
  });

  it("begin as soon as the hook has the field, with the gaps of the last days", async () => {
    const world = await openRepairWorld();
    const repair = { ...RAW, api_url: world.github.url };
    world.state.put({ repair: undefined });
    await missed(world, 1);
    world.gap(MINUTE);
    const repairs = world.open();
    repairs.look();
    expect(world.repairs()).toEqual([]);
    world.state.put({ repair });
    repairs.settingsChanged();
    await world.until({ state: "done" });
    expect(world.taken()).toHaveLength(1);
  });

  it("pile up no rows while nothing can be asked, however often a tunnel breaks", async () => {
    const world = await openRepairWorld();
    world.state.put({}, { safe_mode: true });
    const repairs = world.open();
    for (let gap = 0; gap < 5; gap += 1) {
      world.clock.skip(1000);
      world.gap(500);
      repairs.look();
    }
    expect(world.repairs()).toHaveLength(1);
    expect(world.repairs()[0]?.untilAt).toBeGreaterThanOrEqual(world.clock.now() - 500);
  });

  it("show by hand what they would find, and write nothing", async () => {
    const world = await openRepairWorld();
    const guids = await missed(world, 2);
    await world.github.event("push", {}, { agoMs: 100 });
    const found = await world.open().preview("site", world.clock.now() - MINUTE);
    expect(found).toMatchObject({ listed: 3, unwanted: 1, known: 0, word: null });
    expect(found.missed.map(({ id }) => id)).toEqual(guids);
    expect(world.taken()).toEqual([]);
    expect(world.repairs()).toEqual([]);
    expect(world.github.fetched()).toBe(0);
  });

  it("go back no further than claims are kept: what has none could come twice", async () => {
    const world = await openRepairWorld();
    world.state.put({}, { webhooks: { dedupe_days: 2 } });
    const id = world.open().start("site", 0);
    const from = world.ledger.gaps.repair(id)?.fromAt ?? 0;
    expect(world.clock.now() - from).toBeLessThan(2 * DAY);
    await world.until({ state: "done" });
    expect(world.ledger.gaps.repairRanges(SITE, 0)).toEqual([]);
  });
});
