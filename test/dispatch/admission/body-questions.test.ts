import { describe, expect, it } from "vitest";
import type { Condition, ConditionFacts } from "../../../src/core/settings/condition.ts";
import { WakehookError } from "../../../src/core/records/errors.ts";
import type { HookId } from "../../../src/core/records/ids.ts";
import { findSource } from "../../../src/sources/table.ts";
import { openWorld, type World } from "../world.ts";

/** A world with one hook whose condition notes what it is asked. */
async function askedWorld(condition: (facts: ConditionFacts) => boolean, fields = {}) {
  const asked: ConditionFacts[] = [];
  const world = openWorld({ findSource });
  const note: Condition = (facts) => {
    asked.push(facts);
    return condition(facts) ? { passes: true } : { passes: false, reason: "when is false" };
  };
  world.putHook("a", { when: "payload.wanted", ...fields });
  putCondition(world, note);
  await world.dispatcher.start();
  await world.settle();
  return { world, asked };
}

function putCondition(world: World, condition: Condition): void {
  const loaded = world.hooks.get("a" as HookId);
  if (loaded === undefined) throw new Error("no hook");
  world.hooks.set(loaded.id, { ...loaded, condition });
}

const body = (payload: unknown): Uint8Array => Buffer.from(JSON.stringify(payload));
const isWanted = ({ payload }: ConditionFacts): boolean =>
  (payload as { wanted: unknown }).wanted === true;

describe("a hook's when", () => {
  it("ends what it does not want as skipped:filtered, with its reason and its payload", async () => {
    const { world } = await askedWorld(isWanted);
    const id = await world.post("a", { body: body({ wanted: false }) });

    expect(world.get(id)).toMatchObject({
      state: "done",
      status: "skipped:filtered",
      reason: "when is false",
    });
    expect(Buffer.from(world.ledger.content(id)?.body ?? []).toString()).toBe(`{"wanted":false}`);
    expect(world.started).toEqual([]);
  });

  it("is told the payload, the event, the headers and the hook's names", async () => {
    const { world, asked } = await askedWorld(isWanted);
    const headers = [["x-github-event", "issues"]] as const;
    const id = await world.post("a", {
      body: body({ wanted: true }),
      event: "issues.opened",
      headers,
    });

    expect(world.get(id).state).toBe("running");
    expect(asked).toEqual([
      {
        payload: { wanted: true },
        event: "issues.opened",
        headers: [["x-github-event", "issues"]],
        hook: { id: "a", title: "a", mode: "wake" },
      },
    ]);
  });

  it("is asked once, however often the world is looked at", async () => {
    const { world, asked } = await askedWorld(isWanted);
    await world.post("a", { body: body({ wanted: true }) });
    await world.post("a", { body: body({ wanted: true }) });
    for (let turn = 0; turn < 3; turn++) await world.reload(() => {});

    expect(asked).toHaveLength(2);
  });

  it("is asked again where it was changed while a delivery waits", async () => {
    const { world } = await askedWorld(() => true);
    await world.post("a", { body: body({}) });
    const id = await world.post("a", { body: body({}) });
    expect(world.get(id).state).toBe("queued");

    await world.reload(() =>
      putCondition(world, () => ({ passes: false, reason: "changed its mind" })),
    );

    expect(world.get(id)).toMatchObject({ status: "skipped:filtered", reason: "changed its mind" });
  });

  it("is not asked about what events keeps out, nor about a replay", async () => {
    const { world, asked } = await askedWorld(() => false, { events: ["push"] });
    await world.post("a", { body: body({}), event: "issues" });
    const replay = await world.post("a", { body: body({}), event: "push", origin: "replay" });

    expect(asked).toEqual([]);
    expect(world.get(replay).state).toBe("running");
  });

  it("does not hold up a hook that is off, and is asked when it goes on", async () => {
    const { world, asked } = await askedWorld(isWanted, { enabled: false });
    const id = await world.post("a", { body: body({ wanted: true }) });
    expect(world.get(id).status).toBe("held:disabled");

    await world.reload(() => {
      const condition = world.hooks.get("a" as HookId)?.condition;
      world.putHook("a", { when: "payload.wanted" });
      if (condition !== undefined) putCondition(world, condition);
    });

    expect(world.get(id).state).toBe("running");
    expect(asked.length).toBeGreaterThan(0);
  });

  it("lets through what is damaged: the run says so", async () => {
    const { world } = await askedWorld(() => false);
    world.ledger.content = () => {
      throw new WakehookError("ledger_damaged", "the body changed");
    };
    const id = await world.post("a", { body: body({}) });

    expect(world.get(id).status).toBe("error:exception");
  });
});
