import { describe, expect, it, vi } from "vitest";
import { issue, openRepairWorld, SITE, type RepairWorld } from "./repair-world.ts";

const MINUTE = 60_000;
const RAW = { kind: "github", token: "x", repository: "octo/site" };
const DAY = 86_400_000;

/** So many issues, a second apart, the first one the oldest. */
async function missed({ github }: RepairWorld, count: number): Promise<string[]> {
  const guids: string[] = [];
  for (let number = 1; number <= count; number += 1)
    guids.push(await github.event("issues", issue(number), { agoMs: (count - number + 1) * 1000 }));
  return guids;
}

const entities = (world: RepairWorld) => world.taken().map(({ entity }) => entity);

describe("a repair", () => {
  it("fetches no delivery that events does not want, however many there are", async () => {
    const world = await openRepairWorld();
    await missed(world, 3);
    for (let number = 0; number < 450; number += 1)
      await world.github.event("push", { ref: "x" }, { agoMs: 100 });
    world.gap(MINUTE);
    world.open().look();
    await world.until({ state: "done" });

    expect(entities(world)).toEqual(["octo/site#1", "octo/site#2", "octo/site#3"]);
    expect(world.github.fetched()).toBe(3);
    expect(world.github.asked.filter((line) => line.endsWith("/deliveries"))).toHaveLength(5);
    expect(world.repairs()).toMatchObject([{ listed: 453, unwanted: 450 }]);
    expect(world.github.faults).toEqual([]);
  });

  it("fetches what may be wanted once its payload is known", async () => {
    const world = await openRepairWorld({ events: ["pull_request.merged"] });
    const pull = (number: number, merged: boolean) => ({
      action: "closed",
      pull_request: { number, merged },
      repository: { full_name: "octo/site" },
    });
    await world.github.event("pull_request", pull(1, true), { agoMs: 2000 });
    await world.github.event("pull_request", pull(2, false), { agoMs: 1000 });
    await world.github.event("pull_request", { action: "opened" }, { agoMs: 500 });
    world.gap(MINUTE);
    world.open().look();
    await world.until({ state: "done" });
    expect(world.taken().map(({ event }) => event)).toEqual([
      "pull_request.merged",
      "pull_request.closed",
    ]);
  });

  it("looks no further back than the gap, less a few minutes", async () => {
    const world = await openRepairWorld();
    await world.github.event("issues", issue(1), { agoMs: 20 * MINUTE });
    await world.github.event("issues", issue(2), { agoMs: 13 * MINUTE });
    await world.github.event("issues", issue(3), { agoMs: 2 * MINUTE });
    world.gap(10 * MINUTE);
    world.open().look();
    await world.until({ state: "done" });
    expect(entities(world)).toEqual(["octo/site#2", "octo/site#3"]);
  });

  it("goes by how long ago it was, also where GitHub's clock is another", async () => {
    const world = await openRepairWorld();
    world.github.skewMs = -3 * 3_600_000;
    await world.github.event("issues", issue(1), { agoMs: 5 * MINUTE });
    world.gap(10 * MINUTE);
    world.open().look();
    await world.until({ state: "done" });
    const [one] = world.taken();
    expect((one?.receivedAt ?? 0) - (one?.sentAt ?? 0)).toBeGreaterThan(4 * MINUTE);
    expect((one?.receivedAt ?? 0) - (one?.sentAt ?? 0)).toBeLessThan(6 * MINUTE);
  });

  it("leaves alone what arrived by another attempt of the sender", async () => {
    const world = await openRepairWorld();
    const [guid = ""] = await missed(world, 1);
    const [failed] = world.github.find(guid);
    if (failed === undefined) throw new Error("not there");
    const times = { id: "999", deliveredAt: failed.deliveredAt + 500 };
    world.github.attempts.unshift({ ...failed, ...times, status: 202, redelivery: true });
    world.gap(MINUTE);
    world.open().look();
    await world.until({ state: "done" });
    expect(world.taken()).toEqual([]);
    expect(world.repairs()[0]?.counts).toMatchObject({ delivered: 1, new: 0 });
  });

  it("fetches nothing that the ledger has: GitHub waited ten seconds for its answer", async () => {
    const world = await openRepairWorld();
    const [guid = ""] = await missed(world, 2);
    const [attempt] = world.github.find(guid);
    await world.ingress.fetch(
      new Request("http://localhost/hooks/site", {
        method: "POST",
        headers: attempt?.headers ?? {},
        body: JSON.stringify(attempt?.payload),
      }),
      { remoteAddress: "127.0.0.1" },
    );
    world.gap(MINUTE);
    world.open().look();
    await world.until({ state: "done" });
    expect(world.github.fetched()).toBe(1);
    expect(world.repairs()[0]?.counts).toMatchObject({ known: 1, new: 1 });
    expect(world.taken().map(({ duplicates }) => duplicates)).toEqual([0, 0]);
  });

  it("makes no new attempt of a delivery that ended in an error", async () => {
    const world = await openRepairWorld({ dedupe: { key: "{{issue.number}}" } });
    await missed(world, 1);
    world.gap(MINUTE);
    const repairs = world.open();
    repairs.look();
    await world.until({ state: "done" });
    const [one] = world.taken();
    if (one === undefined) throw new Error("not there");
    world.ledger.end(one.id, "error:timeout", null, []);
    // The same number with another id: the key of the hook's own says that it is known.
    await world.github.event("issues", issue(1), { agoMs: 500 });
    repairs.start("site", world.clock.now() - MINUTE);
    await world.until({ state: "done", askedBy: "owner" });
    expect(world.ledger.delivery(one.id)).toMatchObject({ status: "error:timeout", duplicates: 1 });
    expect(world.repairs()[0]?.counts).toMatchObject({ new: 0, known: 2 });
  });

  it("hands in the very bytes that were signed, and a number to its last digit", async () => {
    const world = await openRepairWorld();
    const payload = { ...issue(1), big: 0, rate: 0 };
    const guid = await world.github.event("issues", payload, { agoMs: 1000 });
    world.github.instead = (line) =>
      /\/deliveries\/\d+$/.test(line)
        ? {
            status: 200,
            json: {
              guid,
              event: "issues",
              request: { headers: { "X-Extra": "kept", Host: "dropped" }, payload },
            },
          }
        : undefined;
    world.gap(MINUTE);
    world.open().look();
    await world.until({ state: "done" });
    const [one] = world.taken();
    const content = one === undefined ? null : world.ledger.content(one.id);
    expect(Buffer.from(content?.body ?? []).toString()).toBe(JSON.stringify(payload));
    expect(content?.headers).toEqual([
      ["x-extra", "kept"],
      ["content-type", "application/json"],
      ["x-github-event", "issues"],
      ["x-github-delivery", guid],
    ]);
  });

  it("is one message to the owner, not one for each", async () => {
    const world = await openRepairWorld({ max_age: "1h" });
    await missed(world, 4);
    await world.github.event("issues", issue(9), { agoMs: 2 * 3_600_000 });
    world.gap(3 * 3_600_000);
    world.open().look();
    await world.until({ state: "done" });
    expect(world.notices()).toMatchObject([
      {
        notice: "repair",
        hook_id: "site",
        title: "Site: 5 late deliveries came in",
        text: expect.stringMatching(
          /^5 late deliveries came in, the oldest 2 h after it was sent\.\n1 of them is older than max_age and only recorded\.\n/,
        ) as string,
      },
    ]);
  });

  it("says nothing where nothing was missed", async () => {
    const world = await openRepairWorld();
    world.gap(MINUTE);
    world.open().look();
    await world.until({ state: "done" });
    expect(world.notices()).toEqual([]);
  });
});

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

describe("a delivery that is not to be had", () => {
  it("is lost where GitHub no longer keeps it, and the others come in", async () => {
    const world = await openRepairWorld();
    const [first = ""] = await missed(world, 2);
    const [gone] = world.github.find(first);
    world.github.instead = (line) =>
      line.endsWith(`/${gone?.id ?? ""}`)
        ? { status: 404, json: { message: "Not Found" } }
        : undefined;
    world.gap(MINUTE);
    world.open().look();
    await world.until({ state: "done" });
    expect(entities(world)).toEqual(["octo/site#2"]);
    expect(world.ledger.gaps.repairItems(1, { limit: 9 })).toMatchObject([
      { state: "lost", word: "GitHub no longer keeps it" },
      { state: "new" },
    ]);
    expect(world.notices()[0]?.text).toContain("1 delivery is lost: GitHub no longer keeps it.");
  });

  it("is no loss where the token can no longer see the webhook: that is mended first", async () => {
    const world = await openRepairWorld();
    await missed(world, 1);
    world.github.instead = (line) => {
      if (line.endsWith("/deliveries") || line.endsWith("/hooks")) return undefined;
      return { status: 404, json: { message: "Not Found" } };
    };
    world.gap(MINUTE);
    const repairs = world.open();
    repairs.look();
    await world.until({ failures: 1 });
    expect(world.repairs()[0]?.counts).toMatchObject({ waiting: 1, lost: 0 });
    world.github.instead = () => undefined;
    repairs.settingsChanged();
    await world.until({ state: "done" });
    expect(world.taken()).toHaveLength(1);
  });

  it("is lost in words where the token may not ask for another attempt", async () => {
    const world = await openRepairWorld();
    const [guid = ""] = await missed(world, 1);
    for (const attempt of world.github.find(guid)) attempt.hasNoPayload = true;
    world.github.mayWrite = false;
    world.gap(MINUTE);
    world.open().look();
    await world.until({ state: "done" });
    const [item] = world.ledger.gaps.repairItems(1, { limit: 1 });
    expect(item).toMatchObject({ state: "lost" });
    expect(item?.word).toMatch(/needs Webhooks: write .*it asks for repository_hooks=write/);
  });

  it("is not asked for again where it is older than max_age", async () => {
    const world = await openRepairWorld({ max_age: "1h" });
    const guid = await world.github.event("issues", issue(1), { agoMs: 2 * 3_600_000 });
    for (const attempt of world.github.find(guid)) attempt.hasNoPayload = true;
    world.gap(3 * 3_600_000);
    world.open().look();
    await world.until({ state: "done" });
    expect(world.github.asked.filter((line) => line.startsWith("POST"))).toEqual([]);
    expect(world.repairs()[0]?.counts).toMatchObject({ lost: 1 });
  });

  it("holds the others up no longer than five tries where GitHub fails over it alone", async () => {
    const world = await openRepairWorld();
    const [first = ""] = await missed(world, 2);
    const [broken] = world.github.find(first);
    world.github.instead = (line) =>
      line === `GET /repos/octo/site/hooks/4711/deliveries/${broken?.id ?? ""}`
        ? { status: 500, json: { message: "Server Error" } }
        : undefined;
    world.gap(MINUTE);
    world.open().look();
    for (let failures = 1; failures <= 5; failures += 1) {
      await world.until({ failures });
      world.clock.skip(3_600_000);
    }
    await world.until({ state: "done" });
    expect(world.repairs()[0]?.counts).toMatchObject({ asked: 1, new: 1 });
  });
});

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
