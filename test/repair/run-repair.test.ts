import { describe, expect, it } from "vitest";
import { entities, issue, MINUTE, missed, openRepairWorld } from "./repair-world.ts";

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
