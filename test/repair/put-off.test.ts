import { describe, expect, it, vi } from "vitest";
import {
  DAY,
  entities,
  MINUTE,
  missed,
  openRepairWorld,
  RAW,
  SITE,
  type RepairWorld,
} from "./repair-world.ts";

describe("a sender that asks for patience", () => {
  it.each([
    ["a secondary rate limit", 403, { "retry-after": "61" }, 61_000],
    ["too many requests", 429, {}, 60_000],
  ])("is left alone as long as it says: %s", async (_, status, headers, waitMs) => {
    const world = await openRepairWorld();
    await missed(world, 3);
    let asked = 0;
    world.github.instead = (line) => {
      if (!/\/deliveries\/\d+$/.test(line) || (asked += 1) !== 2) return undefined;
      return { status, headers, json: { message: "You have exceeded a secondary rate limit" } };
    };
    world.gap(MINUTE);
    world.open().look();
    await vi.waitFor(() => expect(world.repairs()[0]?.word).toContain("rate limit"));
    const [waiting] = world.repairs();
    expect((waiting?.nextAt ?? 0) - world.clock.now()).toBeGreaterThan(waitMs - 5000);
    expect((waiting?.nextAt ?? 0) - world.clock.now()).toBeLessThanOrEqual(waitMs);
    expect(waiting?.failures).toBe(0);
    const before = world.github.asked.length;
    world.clock.skip(waitMs - 5000);
    expect(world.github.asked.length).toBe(before);
    world.clock.skip(6000);
    await world.until({ state: "done" });
    expect(entities(world)).toEqual(["octo/site#1", "octo/site#2", "octo/site#3"]);
  });

  it("is asked no more once the last request of the hour is used, before it has to refuse", async () => {
    const world = await openRepairWorld();
    await missed(world, 2);
    world.github.resetInSeconds = 900;
    world.github.instead = (line) => {
      if (/\/deliveries\/\d+$/.test(line)) world.github.remaining = 0;
      return world.github.remaining > 0 ? undefined : firstOnly(world);
    };
    world.gap(MINUTE);
    world.open().look();
    await vi.waitFor(() => expect(world.repairs()[0]?.word).toContain("rate limit is used up"));
    expect(world.taken()).toHaveLength(1);
    expect(world.github.fetched()).toBe(1);
    world.github.instead = () => undefined;
    world.github.remaining = 5000;
    world.clock.skip(901_000);
    await world.until({ state: "done" });
    expect(world.taken()).toHaveLength(2);
    expect(world.github.asked.filter((line) => line.includes("API rate"))).toEqual([]);
  });
});

/** The answer that is still given, with nothing left behind it. */
function firstOnly({ github }: RepairWorld) {
  const attempt = github.attempts.at(-1);
  const { guid, event, headers, payload } = attempt ?? {};
  return { status: 200, json: { guid, event, request: { headers, payload } } };
}

describe("what keeps a repair from going on", () => {
  it.each([
    ["a token that is not valid", { isTokenValid: false }, /HTTP 401 .*the token is not valid/],
    ["a token that may not see the webhook", { mayRead: false }, /it needs Webhooks: read/],
    ["a webhook that is gone", { isDeleted: true }, /HTTP 404 .*it is not there/],
  ])("is %s: told once in clear words, and over when it is mended", async (_, change, words) => {
    const world = await openRepairWorld();
    const { repair } = world.state.settings.hooks.get(SITE)?.hook ?? {};
    world.state.put({ repair: { ...RAW, api_url: repair?.apiUrl, hook_id: 4711 } });
    await missed(world, 1);
    Object.assign(world.github, change);
    world.gap(MINUTE);
    const repairs = world.open();
    repairs.look();
    await vi.waitFor(() => expect(world.repairs()[0]?.word).toMatch(words));
    expect(world.repairs()[0]).toMatchObject({ failures: 1, endedAt: null });
    expect(world.notices()).toHaveLength(1);
    expect(JSON.stringify([world.repairs(), world.notices()])).not.toContain(world.github.token);
    world.clock.skip(11 * MINUTE);
    await world.until({ failures: 2 });
    expect(world.notices()).toHaveLength(1);

    Object.assign(world.github, { isTokenValid: true, mayRead: true, isDeleted: false });
    repairs.settingsChanged();
    await world.until({ state: "done" });
    expect(world.taken()).toHaveLength(1);
  });

  it("is a network that is down: tried again later and later, and not for ever", async () => {
    const world = await openRepairWorld();
    await missed(world, 1);
    await world.github.close();
    world.gap(MINUTE);
    world.open().look();
    const waits: number[] = [];
    for (let failures = 1; failures <= 4; failures += 1) {
      await world.until({ failures });
      const [repair] = world.repairs();
      waits.push(Math.round(((repair?.nextAt ?? 0) - world.clock.now()) / 1000));
      world.clock.skip((waits.at(-1) ?? 0) * 1000 + 500);
    }
    expect(waits).toEqual([15, 30, 60, 120]);
    expect(world.repairs()[0]?.word).toMatch(/ECONNREFUSED/);
    await world.until({ failures: 5 });
    world.clock.skip(3 * DAY + MINUTE);
    await world.until({ state: "given_up" });
    expect(world.repairs()[0]?.word).toMatch(/^given up after three days/);
    expect(world.notices()[0]?.title).toBe("Site: what was missed cannot be asked for");
  });

  it.each([
    ["safe mode", {}, { safe_mode: true }, "safe_mode is on"],
    ["a hook that is switched off", { enabled: false }, {}, "the hook is switched off"],
  ])("is %s: nothing is asked until it is over", async (_, fields, config, word) => {
    const world = await openRepairWorld();
    await missed(world, 1);
    world.state.put(fields, config);
    world.gap(MINUTE);
    const repairs = world.open();
    repairs.look();
    expect(world.repairs()[0]?.word).toContain(word);
    expect(() => repairs.start("site", 0)).toThrow(word);
    expect(() => repairs.preview("site", 0)).toThrow(word);
    expect(world.github.asked).toEqual([]);
    world.state.put({});
    repairs.settingsChanged();
    await world.until({ state: "done" });
    expect(world.taken()).toHaveLength(1);
  });

  it("is a hook that was removed, or has no repair any more: it ends", async () => {
    const world = await openRepairWorld();
    world.gap(MINUTE);
    world.state.put({}, { safe_mode: true });
    const repairs = world.open();
    repairs.look();
    world.state.put({ repair: undefined });
    repairs.settingsChanged();
    expect(world.repairs()).toMatchObject([
      { state: "given_up", word: "the hook has no repair (any more)" },
    ]);
    expect(() => repairs.start("site", 0)).toThrow("has no repair");
    expect(() => repairs.start("nope", 0)).toThrow('there is no hook "nope"');
  });

  it("is a webhooks.json that cannot be read: nothing is given up for that", async () => {
    const world = await openRepairWorld();
    world.gap(MINUTE);
    world.state.put({}, { safe_mode: true });
    const repairs = world.open();
    repairs.look();
    const unread = { level: "error", file: "webhooks.json", message: "is no JSON" } as const;
    world.state.settings = { ...world.state.settings, hooks: new Map(), unread };
    repairs.settingsChanged();
    expect(world.repairs()).toMatchObject([
      { endedAt: null, word: "the hook's entry has an error" },
    ]);
    world.state.put({});
    repairs.settingsChanged();
    await world.until({ state: "done" });
  });

  it("is a ledger that is full: the rest comes in when it has room", async () => {
    const world = await openRepairWorld();
    world.state.put({}, { webhooks: { max_queued: 2 } });
    await missed(world, 3);
    world.gap(MINUTE);
    world.open().look();
    await vi.waitFor(() => expect(world.repairs()[0]?.word).toContain("queue_full"));
    expect(world.taken()).toHaveLength(2);
    for (const { id } of world.taken()) world.ledger.end(id, "skipped:discarded", null, []);
    world.clock.skip(20_000);
    await world.until({ state: "done" });
    expect(entities(world)).toEqual(["octo/site#1", "octo/site#2", "octo/site#3"]);
  });
});
