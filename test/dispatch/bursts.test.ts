// Several deliveries on one entity: a burst becomes one run, a night becomes one run, a newer one replaces a run.

import { describe, expect, it } from "vitest";
import { nextWorld, runningIds, startedWorld, type World } from "./world.ts";

const SITE = { entity: "octo/site#42" };
const SECOND = 1000;
const COALESCE = { coalesce: { window_seconds: 10, max_wait_seconds: 25 } };

async function burst(world: World, gaps: readonly number[]): Promise<string[]> {
  const ids: string[] = [];
  for (const gap of gaps) {
    await world.advance(gap);
    ids.push(await world.post("a", SITE));
  }
  return ids;
}

describe("a burst on one entity", () => {
  it("becomes one run with the last state, after a window of silence", async () => {
    const world = await startedWorld({ a: COALESCE });
    const ids = await burst(world, [0, 3 * SECOND, 3 * SECOND]);

    await world.advance(10 * SECOND - 1);
    expect(world.going).toEqual([]);
    await world.advance(1);

    expect(runningIds(world)).toEqual([ids[2]]);
    expect(ids.map((id) => world.get(id as never))).toMatchObject([
      {
        status: "skipped:coalesced",
        mergedInto: ids[1],
        reason: expect.stringContaining(ids[1] ?? ""),
      },
      { status: "skipped:coalesced", mergedInto: ids[2] },
      { state: "running", merged: 2 },
    ]);
  });

  it("ends after max_wait_seconds, however it goes on", async () => {
    const world = await startedWorld({ a: COALESCE });
    const ids = await burst(world, [0, 9 * SECOND, 9 * SECOND, 6 * SECOND]);
    expect(world.going).toEqual([]);

    await world.advance(SECOND);

    expect(runningIds(world)).toEqual([ids[3]]);
  });

  it("goes on over a restart of the daemon, and so does its end", async () => {
    const world = await startedWorld({ a: COALESCE });
    const [first = ""] = await burst(world, [0]);
    const again = await nextWorld(world);

    await again.advance(9 * SECOND);
    const [second = ""] = await burst(again, [0]);
    expect(again.get(first as never)).toMatchObject({ status: "skipped:coalesced" });
    await again.advance(10 * SECOND);

    expect(runningIds(again)).toEqual([second]);
  });

  it("is no news while it is only waited for", async () => {
    const world = await startedWorld({ a: { coalesce: { window_seconds: 300 } } });
    await world.post("a", SITE);
    const told = world.events.length;
    await world.advance(120 * SECOND);

    expect(world.events.slice(told)).toEqual([]);
  });

  it("leaves other entities, other hooks and deliveries without an entity alone", async () => {
    const world = await startedWorld({ a: { ...COALESCE, max_concurrent: 9 }, b: COALESCE });
    const ids = [
      await world.post("a", SITE),
      await world.post("a", { entity: "octo/site#43" }),
      await world.post("b", SITE),
      await world.post("a"),
    ];
    await world.advance(10 * SECOND);

    expect(new Set(runningIds(world))).toEqual(new Set(ids));
  });

  it("is not swallowed by a delivery that the hook does not want", async () => {
    const world = await startedWorld({ a: { ...COALESCE, events: ["push"] } });
    const wanted = await world.post("a", { ...SITE, event: "push" });
    const other = await world.post("a", { ...SITE, event: "star" });
    await world.advance(10 * SECOND);

    expect(world.get(other).status).toBe("skipped:filtered");
    expect(runningIds(world)).toEqual([wanted]);
  });

  it("is not swallowed by an older delivery that is tried again", async () => {
    const retry = { max_attempts: 2, on: ["error:timeout"], backoff_seconds: 1 };
    const world = await startedWorld({ a: { ...COALESCE, retry } });
    const older = await world.post("a", SITE);
    await world.advance(10 * SECOND);
    const newer = await world.post("a", SITE);
    await world.runOf(older).end({ status: "error:timeout" });
    await world.advance(2 * SECOND);
    await world.runOf(older).end();
    await world.advance(10 * SECOND);

    expect(runningIds(world)).toEqual([newer]);
    expect(world.get(older).status).toBe("success");
  });

  it("takes in no replay, and no delivery that has run", async () => {
    const world = await startedWorld({ a: COALESCE });
    const first = await world.post("a", SITE);
    await world.advance(10 * SECOND);
    await world.runOf(first).end();

    const replay = await world.dispatcher.replay(first);
    await world.settle();
    expect(runningIds(world)).toEqual([replay]);
  });
});

describe("deferred quiet hours", () => {
  const NIGHT = { quiet_start: 22, quiet_end: 7, quiet_policy: "defer", max_concurrent: 9 };
  const HOUR = 3600 * SECOND;
  const nightWorld = async (more = {}): Promise<World> => {
    const world = await startedWorld({ a: { ...NIGHT, ...more } });
    await world.at("2026-11-21T23:00:00Z");
    return world;
  };

  it("hold what comes, merge it per entity, and let the last state run at their end", async () => {
    const world = await nightWorld();
    const ids = await burst(world, [0, HOUR, HOUR]);
    const other = await world.post("a", { entity: "octo/site#43" });
    expect(world.get(ids[2] as never)).toMatchObject({
      status: "held:quiet_hours",
      heldUntil: Date.parse("2026-11-22T07:00:00Z"),
      merged: 2,
    });

    await world.at("2026-11-22T06:59:59Z");
    expect(world.going).toEqual([]);
    await world.at("2026-11-22T07:00:30Z");

    expect(new Set(runningIds(world))).toEqual(new Set([ids[2], other]));
    expect(ids.slice(0, 2).map((id) => world.get(id as never).status)).toEqual([
      "skipped:coalesced",
      "skipped:coalesced",
    ]);
  });

  it("end with one message that counts what was put off", async () => {
    const world = await nightWorld();
    await burst(world, [0, HOUR]);
    await world.post("a", { entity: "octo/site#43" });
    await world.at("2026-11-22T07:00:30Z");
    await world.at("2026-11-22T07:05:00Z");

    expect(world.notices()).toMatchObject([
      {
        notice: "quiet_hours",
        text: expect.stringMatching(
          /^Quiet hours are over\. 3 deliveries were put off; 2 go on now, 1 were merged/,
        ),
      },
    ]);
  });

  it("let through what is urgent, which takes the place of what waits on its entity", async () => {
    const world = await nightWorld({ urgent: "payload.fire" });
    world.putCondition(
      "a",
      "urgent",
      ({ payload }) => (payload as { fire?: boolean }).fire === true,
    );
    const calm = await world.post("a", SITE);
    const fire = await world.post("a", { ...SITE, body: Buffer.from('{"fire":true}') });

    expect(runningIds(world)).toEqual([fire]);
    expect(world.get(calm)).toMatchObject({ status: "skipped:coalesced", mergedInto: fire });
  });

  it("are over for one delivery when the owner releases it", async () => {
    const world = await nightWorld();
    const id = await world.post("a", SITE);
    await world.dispatcher.release(id);
    await world.settle();

    expect(runningIds(world)).toEqual([id]);
    expect(world.get(id).waived).toEqual(["held:quiet_hours"]);
  });
});

describe("overlap: replace", () => {
  it("ends the older's run for the newer, which then runs", async () => {
    const world = await startedWorld({ a: { overlap: "replace" } });
    const older = await world.post("a", SITE);
    const newer = await world.post("a", SITE);

    expect(world.get(older)).toMatchObject({ status: "skipped:coalesced" });
    expect(world.ledger.runs({ deliveryId: older })).toMatchObject([
      { status: "skipped:coalesced", reason: expect.stringContaining(newer) },
    ]);
    expect(world.ledger.reports(older)).toEqual([]);
    expect(runningIds(world)).toEqual([newer]);
  });

  it("leaves a run on another entity alone, and what is filtered out replaces nothing", async () => {
    const world = await startedWorld({
      a: { overlap: "replace", max_concurrent: 3, events: ["push"] },
    });
    const other = await world.post("a", { entity: "octo/site#43", event: "push" });
    const older = await world.post("a", { ...SITE, event: "push" });
    await world.post("a", { ...SITE, event: "star" });

    expect(runningIds(world)).toEqual([other, older]);
  });

  it("lets no older delivery end the run of a newer: approved late, tried again, or replayed", async () => {
    const retry = { max_attempts: 2, on: ["error:timeout"], backoff_seconds: 1 };
    const world = await startedWorld({ a: { overlap: "replace", approval: "payload.ask", retry } });
    world.putCondition(
      "a",
      "approval",
      ({ payload }) => (payload as { ask?: boolean }).ask === true,
    );
    const first = await world.post("a", SITE);
    await world.runOf(first).end({ status: "error:timeout" });
    const asked = await world.post("a", { ...SITE, body: Buffer.from('{"ask":true}') });
    const newest = await world.post("a", SITE);
    world.dispatcher.approve(asked, null);
    await world.advance(2 * SECOND);
    await world.dispatcher.replay(first);
    await world.settle();

    expect(runningIds(world)).toEqual([newest]);
  });

  it("is not wanted by default: the newer waits", async () => {
    const world = await startedWorld({ a: {} });
    const older = await world.post("a", SITE);
    const newer = await world.post("a", SITE);

    expect(runningIds(world)).toEqual([older]);
    expect(world.get(newer).state).toBe("queued");
  });
});

describe("authors whom a hook trusts differently", () => {
  const TRUST = { trust: { "who=owner": "edit", "who=member": "edit", "*": "read_only" } };
  const by = (who: string) => ({ ...SITE, body: Buffer.from(JSON.stringify({ who })) });

  it("are no part of one burst where the newer is trusted less; the other way they are", async () => {
    const world = await startedWorld({ a: { ...COALESCE, ...TRUST, max_concurrent: 3 } });
    const owners = await world.post("a", by("owner"));
    const strangers = await world.post("a", by("stranger"));
    const members = await world.post("a", by("member"));

    await world.advance(10 * SECOND);

    expect(world.get(owners)).toMatchObject({ status: "skipped:coalesced", mergedInto: members });
    expect(world.get(strangers)).toMatchObject({ mergedInto: members });
    const last = await world.post("a", by("stranger"));
    await world.advance(10 * SECOND);
    expect(runningIds(world)).toEqual([members, last]);
  });

  it("keep their delivery when a stranger's follows", async () => {
    const world = await startedWorld({ a: { ...COALESCE, ...TRUST, max_concurrent: 2 } });
    const owners = await world.post("a", by("owner"));
    const strangers = await world.post("a", by("stranger"));

    await world.advance(10 * SECOND);

    expect(runningIds(world)).toEqual([owners, strangers]);
  });

  it("keep their run when a stranger's delivery follows", async () => {
    const world = await startedWorld({ a: { overlap: "replace", ...TRUST, max_concurrent: 2 } });
    const owners = await world.post("a", by("owner"));
    const strangers = await world.post("a", by("stranger"));
    expect(runningIds(world)).toEqual([owners, strangers]);

    const members = await world.post("a", by("member"));

    expect(runningIds(world)).toEqual([members]);
  });
});

describe("what the owner let go", () => {
  it("is taken the place of by nobody: a word given is no burst", async () => {
    const world = await startedWorld({ a: { ...COALESCE, approval: "always" }, b: {} });
    const approved = await world.post("a", SITE);
    await world.advance(10 * SECOND);
    world.putConfig({ features: { agents: true }, agents: { max_concurrent_runs: 1 } });
    const busy = await world.post("b");
    world.dispatcher.approve(approved, null);
    await world.settle();
    const newer = await world.post("a", SITE);
    await world.runOf(busy).end();

    expect(runningIds(world)).toEqual([approved]);
    expect(world.get(newer).state).toBe("queued");
  });
});
