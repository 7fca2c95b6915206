// A dry run against the daemon itself: the same deliveries at the same times come to the same.

import { describe, expect, it } from "vitest";
import { simulate, type Simulated } from "../../../src/dispatch/simulation/simulate.ts";
import { startedWorld, type World } from "../world.ts";

const SECOND = 1000;
const HOUR = 3_600_000;
/** Time passes in steps of this length at most, and the daemon looks as often. */
const LOOK = 60 * SECOND;
const ENTITIES = ["x", "y", null] as const;

/** Posts at odd times over half a day; every run ends at once. */
async function live(fields: Record<string, unknown>): Promise<World> {
  const world = await startedWorld({ a: { max_concurrent: 9, ...fields } });
  world.putConfig({ features: { agents: true }, agents: { max_concurrent_runs: 64 } });
  const finish = async (): Promise<void> => {
    for (let run = world.going[0]; run !== undefined; run = world.going[0]) await run.end();
  };
  for (let n = 0; n < 24; n += 1) {
    const gap = [3 * SECOND, 20 * SECOND, HOUR / 6, 1.7 * HOUR][n % 4] ?? 0;
    for (let left = gap; left > 0; left -= LOOK) {
      await world.advance(Math.min(left, LOOK));
      await finish();
    }
    const event = n % 5 === 0 ? "star" : "push";
    await world.accept("a", { entity: ENTITIES[n % 3] ?? null, event });
    await world.settle();
    await finish();
  }
  return world;
}

function dry(world: World): Promise<Map<string, Simulated>> {
  return simulate({
    settings: world.deps.settings(),
    deliveries: world.ledger.deliveries({ limit: 1000 }).toReversed(),
    recorded: world.ledger,
    findSource: () => undefined,
    costOf: () => 0,
  });
}

describe("a dry run", () => {
  it("starts no task that its owner starts", async () => {
    const world = await startedWorld({ a: {} });
    await world.post("a");
    world.putHook("a", { auto_assign: false });

    expect([...(await dry(world)).values()]).toMatchObject([{ kind: "hold", status: "held:todo" }]);
  });

  it("knows what came in too late for a max_age that the hook would have", async () => {
    const world = await startedWorld({ a: {} });
    await world.post("a", { sentAt: world.deps.clock.now() - 2 * HOUR });
    await world.post("a");
    const seen = async () => [...(await dry(world)).values()].map(({ status }) => status);

    expect(await seen()).toEqual([null, null]);
    world.putHook("a", { max_age: "1h" });
    expect(await seen()).toEqual(["skipped:too_old", null]);
  });

  it.each([
    ["nothing special", {}],
    ["a filter", { events: ["push"] }],
    ["a fuse", { fuse: { runs: 3, within_seconds: 7200 } }],
    ["bursts", { coalesce: { window_seconds: 10, max_wait_seconds: 30 } }],
    ["a budget by the day", { budget: { runs_per_day: 7 } }],
    ["nights that are skipped", { quiet_start: 15, quiet_end: 18 }],
    ["nights that are deferred", { quiet_start: 15, quiet_end: 18, quiet_policy: "defer" }],
  ])("comes to what the daemon came to: %s", { timeout: 30_000 }, async (_, fields) => {
    const world = await live(fields);
    // What still waits goes on in a dry run, as far as it is followed.
    const seen = world.ledger
      .deliveries({ limit: 1000 })
      .filter(({ state, status }) => state === "done" && status !== "skipped:expired");
    const would = await dry(world);

    expect(seen.map(({ id }) => wordsOf(would.get(id)))).toEqual(
      seen.map(({ status, mergedInto }) =>
        status === "success" ? "run" : `${status ?? ""} ${mergedInto ?? ""}`,
      ),
    );
    const running = world.ledger.runs({ limit: 1000 });
    for (const { deliveryId, startedAt } of running)
      expect(Math.abs((would.get(deliveryId)?.ranAt ?? 0) - startedAt)).toBeLessThanOrEqual(LOOK);
  });
});

function wordsOf(would: Simulated | undefined): string {
  return would?.kind === "run" ? "run" : `${would?.status ?? ""} ${would?.mergedInto ?? ""}`;
}
