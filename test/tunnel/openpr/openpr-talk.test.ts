import { describe, expect, it, onTestFinished } from "vitest";
import type { DeliveryId } from "../../../src/core/records/ids.ts";
import type { PassageResult } from "../../../src/core/records/passage.ts";
import type { LoadedTunnel } from "../../../src/core/settings/tunnel.ts";
import { systemClock, type Clock } from "../../../src/system/clock.ts";
import { aHook, settingsWith, tunnelWorld } from "../tunnel-world.ts";
import { AGENT_ID, AUTH_TOKEN, openPlane, SECRET } from "./stand-in-plane.ts";

function openprTunnel(url: string, secret: string | null = SECRET): LoadedTunnel {
  const tunnel = {
    name: "plane",
    kind: "openpr",
    url,
    agentId: AGENT_ID,
    authToken: AUTH_TOKEN,
    hook: aHook("tasks").id,
    ...(secret === null ? {} : { hmacSecret: secret }),
  } as const;
  return { tunnel, ca: null, problem: null, secretValues: [AUTH_TOKEN, SECRET] };
}

async function connected({
  secret = SECRET,
  clock = systemClock,
}: { secret?: string | null; clock?: Clock } = {}) {
  const plane = await openPlane(secret);
  onTestFinished(() => plane.close());
  const settings = settingsWith([openprTunnel(plane.url, secret)], [aHook("tasks")]);
  const world = tunnelWorld(settings, clock);
  await world.reached("up");
  onTestFinished(() => expect(plane.faults).toEqual([]));
  return { plane, world };
}

const TASK = { run_id: "run-1", issue_id: "issue-7", agent: "claude" };

describe("a task", () => {
  it("enters its hook as an event that is proven, once by its envelope's id", async () => {
    const { plane, world } = await connected();
    const issue = { id: "issue-7", key: "WEB-7", title: "Ümlauts \u2028 and 😀" };
    const body = { event: "issue.assigned", id: "evt-1", data: { issue }, "10": 1, "9": [2.5] };

    const id = plane.say({ ...TASK, body }, { ts: Math.floor(Date.now() / 1000) - 60 });

    await plane.until("an acknowledgement", () => plane.ofType("task.ack").length > 0);
    const [came] = world.cameIn;
    expect(came).toMatchObject({ url: "http://openpr.invalid/hooks/tasks", method: "POST" });
    expect(came?.info.passage).toMatchObject({ via: "tunnel:plane", ref: id, proven: true });
    expect(came?.info.passage?.agoMs).toBeGreaterThanOrEqual(60_000);
    expect(JSON.parse(came?.body ?? "")).toEqual({ ...body, task: { ...TASK, text: null } });
    expect(plane.ofType("task.ack")[0]?.payload).toEqual({
      run_id: "run-1",
      issue_id: "issue-7",
      status: "accepted",
    });
  });

  it("is acknowledged only after the way in has it", async () => {
    const { plane, world } = await connected();
    const kept = Promise.withResolvers<Response>();
    world.answer = () => kept.promise;
    plane.say(TASK);
    await expect.poll(() => world.cameIn.length).toBe(1);
    plane.say("no envelope matters here", { type: "ping" });
    expect(plane.ofType("task.ack")).toEqual([]);

    kept.resolve(Response.json({ accepted: true }, { status: 202 }));

    await plane.until("an acknowledgement", () => plane.ofType("task.ack").length === 1);
  });

  it("is neither acknowledged nor failed where nothing could be kept just now", async () => {
    const { plane, world } = await connected();
    world.answer = () => Response.json({ error: "storage_unavailable" }, { status: 503 });
    plane.say(TASK);
    await expect.poll(() => world.cameIn.length).toBe(1);
    world.answer = () => Response.json({ accepted: true }, { status: 202 });

    const second = plane.say({ ...TASK, run_id: "run-2" });

    await plane.until("the second", () => plane.ofType("task.ack").length > 0);
    expect(plane.ofType("task.ack").map(({ payload }) => payload["run_id"])).toEqual(["run-2"]);
    expect(plane.ofType("task.result")).toEqual([]);
    expect(world.cameIn[1]?.info.passage?.ref).toBe(second);
  });

  it("fails at once where its hook will never take it", async () => {
    const { plane, world } = await connected();
    world.answer = () => Response.json({ error: "hook_disabled" }, { status: 403 });

    plane.say(TASK);

    const told = await plane.until("a result", () => plane.ofType("task.result")[0]);
    expect(told.payload).toEqual({
      run_id: "run-1",
      issue_id: "issue-7",
      status: "failed",
      summary: "403 hook_disabled",
    });
  });

  it("needs no signature where none was agreed", async () => {
    const { plane, world } = await connected({ secret: null });

    plane.say(TASK);

    await plane.until("an acknowledgement", () => plane.ofType("task.ack").length === 1);
    expect(world.cameIn).toHaveLength(1);
  });
});

describe("a message that is refused", () => {
  const now = (): number => Math.floor(Date.now() / 1000);

  it.each([
    ["without a signature", { secret: null }, "missing_signature"],
    ["signed with another key", { secret: "another" }, "bad_signature"],
    ["signed long ago", { ts: now() - 400 }, "bad_signature"],
    ["signed in the future", { ts: now() + 400 }, "bad_signature"],
    ["for another agent", { agent_id: "agent-2" }, "bad_signature"],
  ])("is told by its id: %s", async (_, odd, reason) => {
    const { plane, world } = await connected();

    const id = plane.say(TASK, odd);

    const error = await plane.until("an error", () => plane.ofType("error")[0]);
    expect(error.payload).toEqual({ reason, msg_id: id });
    expect(world.cameIn).toEqual([]);
  });

  it.each(["no JSON", "[]", '{"id":"","type":"task.dispatch","ts":1,"agent_id":"a","payload":1}'])(
    "is told as what it is: %s",
    async (text) => {
      const { plane } = await connected();

      plane.sayRaw(text);

      const error = await plane.until("an error", () => plane.ofType("error")[0]);
      expect(error.payload).toEqual({ reason: "invalid_json", msg_id: null });
    },
  );

  it("is refused where its payload was altered after it was signed", async () => {
    const { plane, world } = await connected();
    const text = JSON.stringify({
      id: "m-1",
      type: "task.dispatch",
      ts: now(),
      agent_id: AGENT_ID,
      payload: TASK,
      sig: `sha256=${"0".repeat(64)}`,
    });

    plane.sayRaw(text);

    const error = await plane.until("an error", () => plane.ofType("error")[0]);
    expect(error.payload).toEqual({ reason: "bad_signature", msg_id: "m-1" });
    expect(world.cameIn).toEqual([]);
  });
});

const ENDED: PassageResult = {
  ref: "m-1",
  hookId: "tasks",
  deliveryId: "dlv_1" as DeliveryId,
  status: "success",
  reason: null,
  answer: "It is mended.",
  endedAt: 1,
};

describe("a result", () => {
  it.each([
    [{}, { status: "success", summary: "It is mended." }],
    [
      { status: "error:timeout", reason: "after 900 s", answer: null },
      { status: "timeout", summary: "error:timeout: after 900 s" },
    ],
    [
      { status: "skipped:filtered", answer: null },
      { status: "failed", summary: "skipped:filtered" },
    ],
  ])("is told with the names of its task: %j", async (change, words) => {
    const { plane, world } = await connected();
    world.payloads.set(ENDED.deliveryId, { task: { run_id: "run-1", issue_id: "issue-7" } });

    const told = await world.tunnels.tell("plane", { ...ENDED, ...change });

    expect(told).toEqual({ kind: "noted" });
    expect(plane.ofType("task.result")[0]?.payload).toEqual({
      run_id: "run-1",
      issue_id: "issue-7",
      ...words,
    });
  });

  it("waits for the next connection where this one breaks before it is there", async () => {
    const { plane, world } = await connected();
    world.payloads.set(ENDED.deliveryId, { task: { run_id: "run-1", issue_id: null } });
    plane.cut();
    await plane.until("the end", () => !plane.isConnected());

    expect(await world.tunnels.tell("plane", ENDED)).toEqual({ kind: "gone" });
    await world.reached("up");
    expect(await world.tunnels.tell("plane", ENDED)).toEqual({ kind: "noted" });
  });

  it("is given up where nothing names its task any more", async () => {
    const { world } = await connected();

    expect(await world.tunnels.tell("plane", ENDED)).toMatchObject({ kind: "never" });
  });
});

describe("the connection", () => {
  it("shows life every twenty seconds", async () => {
    const quick: Clock = {
      ...systemClock,
      setTimer: (callback, ms, options) =>
        systemClock.setTimer(callback, ms === 20_000 ? 20 : ms, options),
    };
    const { plane } = await connected({ clock: quick });

    await plane.until("two beats", () => plane.ofType("heartbeat").length >= 2);
    expect(plane.ofType("heartbeat")[0]?.payload).toEqual({ alive: true });
  });

  it("is taken up again when it breaks", async () => {
    const { plane, world } = await connected();
    plane.cut();
    await plane.until("the end", () => !plane.isConnected());
    await plane.until("another", () => plane.isConnected());
    await world.reached("up");

    plane.say(TASK);

    await plane.until("an acknowledgement", () => plane.ofType("task.ack").length === 1);
  });

  it("is not opened without a hook for its tasks, and says so", async () => {
    const plane = await openPlane();
    onTestFinished(() => plane.close());
    const world = tunnelWorld(settingsWith([openprTunnel(plane.url)], []));

    const { detail } = await world.reached("down");

    expect(detail).toContain('there is no hook "tasks"');
    expect(plane.isConnected()).toBe(false);
  });

  it("says that its token is not taken", async () => {
    const plane = await openPlane();
    onTestFinished(() => plane.close());
    plane.answerWith(401);
    const world = tunnelWorld(settingsWith([openprTunnel(plane.url)], [aHook("tasks")]));

    const { detail } = await world.reached("down");

    expect(detail).toBe("the control plane does not take the auth_token (401)");
  });
});
