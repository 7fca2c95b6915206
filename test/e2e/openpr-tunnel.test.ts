import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { AGENT_ID, AUTH_TOKEN, openPlane, SECRET } from "../tunnel/openpr/stand-in-plane.ts";
import { aHook, aTarget, createHome, type DaemonHome } from "./daemon-home.ts";

async function planeAndHome() {
  const plane = await openPlane();
  onTestFinished(() => plane.close());
  onTestFinished(() => expect(plane.faults).toEqual([]));
  const home = await createHome();
  const done = path.join(home.folder, "done");
  await home.putConfig({
    features: { tunnel: true, commands: true },
    targets: [aTarget("echo", `cat > /dev/null; echo done >> '${done}'`)],
    tunnels: [
      {
        name: "plane",
        kind: "openpr",
        url: plane.url,
        agent_id: AGENT_ID,
        auth_token: AUTH_TOKEN,
        hmac_secret: SECRET,
        hook: "tasks",
      },
    ],
  });
  const message = { mode: "notify", message_template: "{{task.run_id}} {{data.issue.title}}" };
  await home.putHooks([
    aHook("tasks", { ...message, prompt_template: undefined, source: "openpr" }),
  ]);
  const timesDone = async (): Promise<number> =>
    (await readFile(done, "utf8").catch(() => "")).split("\n").length - 1;
  return { plane, home, timesDone };
}

const TASK = {
  run_id: "run-1",
  issue_id: "issue-7",
  body: {
    event: "issue.assigned",
    id: "evt-1",
    data: { issue: { id: "issue-7", title: "Mend it" } },
  },
};

async function deliveries(home: DaemonHome): Promise<number> {
  return home.unended();
}

it("carries out a task that a control plane pushes, and tells its end", async () => {
  const { plane, home, timesDone } = await planeAndHome();
  const daemon = await home.start();
  await plane.until("the connection", () => plane.isConnected());

  const id = plane.say(TASK);
  const result = await plane.until("a result", () => plane.ofType("task.result")[0]);
  plane.say(TASK, { id });

  await plane.until("the repeat's acknowledgement", () => plane.ofType("task.ack").length === 2);
  expect(result.payload).toMatchObject({ run_id: "run-1", issue_id: "issue-7", status: "success" });
  expect(plane.heard.map(({ type }) => type)).toEqual(["task.ack", "task.result", "task.ack"]);
  expect(await timesDone()).toBe(1);
  const list = (await (await daemon.admin("GET", "/deliveries")).json()) as {
    deliveries: Array<Record<string, unknown>>;
  };
  expect(list.deliveries).toHaveLength(1);
  expect(list.deliveries[0]).toMatchObject({
    via: "tunnel:plane",
    via_ref: id,
    event: "issue.assigned",
    remote_address: "127.0.0.1",
  });
});

it("loses no task that it acknowledged, and does none twice, when it is killed", async () => {
  const { plane, home, timesDone } = await planeAndHome();
  const killed = await home.spawn();
  await plane.until("the connection", () => plane.isConnected());
  const ids = Array.from({ length: 5 }, (_, at) =>
    plane.say({ ...TASK, run_id: `run-${at}`, body: `${at}` }),
  );
  await plane.until("an acknowledgement", () => plane.ofType("task.ack").length > 0);
  await killed.kill("SIGKILL");
  await plane.until("the end", () => !plane.isConnected());

  await home.start();
  await plane.until("the connection", () => plane.isConnected());
  for (const [at, id] of ids.entries())
    plane.say({ ...TASK, run_id: `run-${at}`, body: `${at}` }, { id });

  const told = (): Set<unknown> =>
    new Set(plane.ofType("task.result").map(({ payload }) => payload["run_id"]));
  await plane.until("all results", () => told().size === ids.length);
  await expect.poll(() => deliveries(home)).toBe(0);
  expect(await timesDone()).toBeLessThanOrEqual(ids.length);
  const acked = new Set(plane.ofType("task.ack").map(({ payload }) => payload["run_id"]));
  expect(acked.size).toBe(ids.length);
});
