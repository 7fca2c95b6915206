// Every status that a delivery can get in this version, each reached through a running daemon.

import { writeFileSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  aHook,
  aTarget,
  createHome,
  openHome,
  type DaemonHome,
  type LiveDaemon,
} from "./daemon-home.ts";
import { claudeResult, putAgent, untilFile } from "./programs.ts";

const COMMANDS = { features: { commands: true, agents: true } };
const TARGETS = [
  aTarget("echo", "cat > /dev/null; echo heard"),
  aTarget("silent", "cat > /dev/null"),
  aTarget("broken", "exit 7"),
];
const NOON = Date.UTC(2026, 10, 21, 12);

function agentHook(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return aHook(id, { mode: "cron_task", provider: "claude", task_folder: ".", ...more });
}

/** Posts and waits for the end; the delivery and its runs. */
async function ended(home: DaemonHome, daemon: LiveDaemon, id: string) {
  const delivery = await daemon.until(`the end of ${id}`, () => {
    const found = home.delivery(id);
    return found?.state === "done" ? found : null;
  });
  return { ...delivery, runs: home.runs(id) };
}

/** Waits until a delivery is held. */
function held(home: DaemonHome, daemon: LiveDaemon, id: string) {
  return daemon.until(`${id} is held`, () => {
    const found = home.delivery(id);
    return found?.state === "held" ? found : null;
  });
}

describe("a delivery that is posted ends as", () => {
  let home: DaemonHome;
  let daemon: LiveDaemon;

  const cases = [
    { status: "success", runs: 1, hook: aHook("wake") },
    { status: "success", runs: 1, hook: agentHook("agent") },
    { status: "error:no_wake_handler", runs: 1, hook: aHook("nobody", { to: ["nobody"] }) },
    { status: "error:no_response", runs: 1, hook: aHook("silent", { to: ["silent", "broken"] }) },
    {
      status: "error:no_task_folder",
      runs: 1,
      hook: aHook("no-folder", { mode: "cron_task", provider: "claude" }),
    },
    {
      status: "error:folder_missing",
      runs: 1,
      hook: agentHook("missing", { task_folder: "nowhere" }),
    },
    {
      status: "error:folder_not_allowed",
      runs: 1,
      hook: agentHook("outside", { task_folder: "/usr" }),
    },
    {
      status: "error:timeout",
      runs: 1,
      hook: agentHook("slow", { provider: "gemini", timeout_seconds: 0.3 }),
    },
    { status: "error:exit_3", runs: 1, hook: agentHook("exit-3", { provider: "codex" }) },
    {
      status: "skipped:quiet_hours",
      runs: 0,
      hook: aHook("quiet", { quiet_start: "11:30", quiet_end: 13 }),
    },
    { status: "skipped:filtered", runs: 0, hook: aHook("filtered", { events: ["wanted"] }) },
    { status: "error:unknown_mode_dance", runs: 0, hook: aHook("dance", { mode: "dance" }) },
    { status: "error:unknown_mode_notify", runs: 0, hook: aHook("notify", { mode: "notify" }) },
    { status: "error:exception", runs: 1, hook: agentHook("no-such", { provider: "clod" }) },
  ];

  beforeAll(async () => {
    home = await openHome({
      hooks: cases.map(({ hook }) => hook),
      config: { ...COMMANDS, targets: TARGETS },
    });
    putAgent(home.bin, "claude", ["cat > /dev/null", claudeResult("all is well")]);
    putAgent(home.bin, "codex", ["cat > /dev/null", "exit 3"]);
    putAgent(home.bin, "gemini", ["sleep 30"]);
    home.clock.setTo(NOON);
    daemon = await home.start();
  });
  afterAll(() => home.close());

  it.each(cases)("$status for hook $hook.id", async ({ status, runs, hook }) => {
    const posted = await daemon.post(String(hook["id"]), { type: "unwanted" });
    expect(posted.status).toBe(202);

    const end = await ended(home, daemon, posted.id);

    expect(end.status).toBe(status);
    expect(end.runs.map((run) => run.status)).toEqual(Array(runs).fill(status));
  });

  it("error:exception where the disk's own folder is in the way, and names no file", async () => {
    const aside = `${home.paths.runsFolder}.aside`;
    await rename(home.paths.runsFolder, aside);
    await writeFile(home.paths.runsFolder, "");

    const posted = await daemon.post("wake");
    const end = await ended(home, daemon, posted.id);
    await rm(home.paths.runsFolder);
    await rename(aside, home.paths.runsFolder);

    expect(end.status).toBe("error:exception");
    expect(end.reason).toBe("wakehook failed (ENOTDIR); the log has the details");
  });
});

describe("where no agent program is installed", () => {
  let home: DaemonHome;
  let daemon: LiveDaemon;
  const providers = ["claude", "codex", "gemini"];

  beforeAll(async () => {
    const hooks = providers.map((provider) => agentHook(provider, { provider }));
    home = await openHome({ hooks, config: { ...COMMANDS, agents: { path: "/nonexistent" } } });
    daemon = await home.start();
  });
  afterAll(() => home.close());

  it.each(providers)("ends as error:cli_not_found_%s", async (provider) => {
    const { id } = await daemon.post(provider);

    expect(await ended(home, daemon, id)).toMatchObject({
      status: `error:cli_not_found_${provider}`,
      runs: [{ status: `error:cli_not_found_${provider}`, agent: provider }],
    });
  });
});

describe("what is switched off", () => {
  it("ends an agent's delivery as error:feature_off_agents, a wake's as error:feature_off_commands", async () => {
    const home = await createHome({
      hooks: [agentHook("agent"), aHook("wake")],
      config: { targets: TARGETS },
    });
    const daemon = await home.start();

    const agent = await daemon.post("agent");
    const wake = await daemon.post("wake");

    expect(await ended(home, daemon, agent.id)).toMatchObject({
      status: "error:feature_off_agents",
      runs: [],
    });
    expect((await ended(home, daemon, wake.id)).status).toBe("error:feature_off_commands");
  });

  it("ends everything as skipped:safe_mode while safe mode is on", async () => {
    const home = await createHome({
      hooks: [aHook("wake")],
      config: { ...COMMANDS, targets: TARGETS, safe_mode: true },
    });
    const daemon = await home.start();

    const { id } = await daemon.post("wake");

    expect(await ended(home, daemon, id)).toMatchObject({ status: "skipped:safe_mode", runs: [] });
  });
});

describe("a delivery that waits behind another run", () => {
  let home: DaemonHome;
  let daemon: LiveDaemon;
  let gate: string;
  const open = (): void => writeFileSync(gate, "");
  const blocker = aHook("blocker", { to: ["gated"], dependency: "one-at-a-time" });
  const waiter = aHook("waiter", { dependency: "one-at-a-time" });

  /** Starts the blocker, then posts to the waiter: it stays queued until the gate is opened. */
  async function waitBehind(): Promise<{ blockerId: string; id: string }> {
    home = await createHome();
    gate = path.join(home.folder, "gate");
    const targets = [...TARGETS, aTarget("gated", `cat >/dev/null; ${untilFile(gate)}; echo done`)];
    await home.putConfig({ ...COMMANDS, targets });
    await home.putHooks([blocker, waiter]);
    daemon = await home.start({ graceMs: 50 });
    const blockerId = (await daemon.post("blocker")).id;
    await daemon.until("the blocker's process", () => home.runs(blockerId)[0]?.pid);
    const { id } = await daemon.post("waiter");
    return { blockerId, id };
  }

  it("ends as error:not_found when its hook is removed, and tells the owner", async () => {
    const { id } = await waitBehind();

    await home.putHooks([blocker]);

    expect(await ended(home, daemon, id)).toMatchObject({ status: "error:not_found", runs: [] });
    await daemon.until("its report", () => home.reports(id)[0]?.state === "sent");
  });

  it("ends as skipped:discarded when the owner discards it", async () => {
    const { id } = await waitBehind();

    expect((await daemon.admin("POST", `/deliveries/${id}/discard`)).status).toBe(200);

    expect(await ended(home, daemon, id)).toMatchObject({
      status: "skipped:discarded",
      runs: [],
    });
    expect(home.reports(id)).toEqual([]);
  });

  it("is held:disabled when its hook is switched off, and runs when it is on again", async () => {
    const { id } = await waitBehind();

    await home.putHooks([blocker, { ...waiter, enabled: false }]);
    expect((await held(home, daemon, id)).status).toBe("held:disabled");
    expect((await daemon.post("waiter")).status).toBe(403);
    open();
    await home.putHooks([blocker, waiter]);

    expect((await ended(home, daemon, id)).status).toBe("success");
  });

  it("ends as error:stopped when the owner stops its run", async () => {
    const { blockerId } = await waitBehind();
    const run = home.runs(blockerId)[0];

    expect((await daemon.admin("POST", `/runs/${run?.id}/stop`)).status).toBe(202);

    expect((await ended(home, daemon, blockerId)).status).toBe("error:stopped");
  });

  it("goes on waiting when the daemon stops, while the run in front is error:interrupted", async () => {
    const { blockerId, id } = await waitBehind();

    await daemon.stop();

    expect(home.delivery(blockerId)).toMatchObject({
      state: "done",
      status: "error:interrupted",
      reason: "the daemon was stopped",
    });
    expect(home.delivery(id)?.state).toBe("queued");
    daemon = await home.start();
    expect((await ended(home, daemon, id)).status).toBe("success");
    expect(home.runs(blockerId)).toHaveLength(1);
  });
});

describe("a hook that is broken by an edit", () => {
  it("takes deliveries, holds them as held:hook_invalid, and runs them when it is mended", async () => {
    const good = aHook("hook");
    const config = { ...COMMANDS, targets: TARGETS };
    const home = await createHome({ hooks: [good], config });
    const daemon = await home.start();
    await home.putHooks([{ ...good, max_concurrent: "two" }]);
    await daemon.until("the reload", () => daemon.seen.some(({ type }) => type === "settings"));

    const posted = await daemon.post("hook");
    expect(posted.status).toBe(202);
    const waits = await held(home, daemon, posted.id);
    expect(waits.status).toBe("held:hook_invalid");
    expect(waits.reason).toContain("max_concurrent");
    await home.putHooks([good]);

    expect((await ended(home, daemon, posted.id)).status).toBe("success");
  });
});

describe("a fuse", () => {
  it("pauses the entity with one report, and lets all go when the owner says so", async () => {
    const fused = aHook("fused", {
      entity: "{{item}}",
      fuse: { runs: 1, within_seconds: 600 },
      report: ["log"],
    });
    const home = await createHome({
      hooks: [fused],
      config: { ...COMMANDS, targets: TARGETS },
    });
    const daemon = await home.start();
    const first = await daemon.post("fused", { item: "a" });
    await ended(home, daemon, first.id);

    const second = await daemon.post("fused", { item: "a" });
    const third = await daemon.post("fused", { item: "a" });
    const other = await daemon.post("fused", { item: "b" });
    expect((await held(home, daemon, second.id)).status).toBe("held:paused");
    expect((await held(home, daemon, third.id)).status).toBe("held:paused");
    expect((await ended(home, daemon, other.id)).status).toBe("success");
    await daemon.until("the word", () => home.reports(second.id)[0]?.state === "sent");
    expect(home.reports(third.id)).toEqual([]);
    const answer = await daemon.admin("POST", `/deliveries/${third.id}/release`);

    expect(answer.status).toBe(200);
    expect((await ended(home, daemon, second.id)).status).toBe("success");
    expect((await ended(home, daemon, third.id)).status).toBe("success");
  });
});
