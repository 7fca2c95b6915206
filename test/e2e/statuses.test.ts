// Every status that a delivery can get in this version, each reached through a running daemon.

import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aHook, createHome, openHome, type DaemonHome, type LiveDaemon } from "./daemon-home.ts";
import { agentHook, ended, held, SWITCHED_ON, TARGETS } from "./endings.ts";
import { claudeResult, putAgent } from "./programs.ts";

const NOON = Date.UTC(2026, 10, 21, 12);

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
    { status: "error:exception", runs: 1, hook: agentHook("no-such", { provider: "clod" }) },
  ];

  beforeAll(async () => {
    home = await openHome({
      hooks: cases.map(({ hook }) => hook),
      config: { ...SWITCHED_ON, targets: TARGETS },
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
    home = await openHome({ hooks, config: { ...SWITCHED_ON, agents: { path: "/nonexistent" } } });
    daemon = await home.start();
  });
  afterAll(() => home.close());

  it.each(providers)(
    "a run ends as error:cli_not_found_%s, and its delivery waits",
    async (provider) => {
      const { id } = await daemon.post(provider);

      expect(await held(home, daemon, id)).toMatchObject({ status: "held:agent" });
      expect(home.runs(id)).toMatchObject([
        { status: `error:cli_not_found_${provider}`, agent: provider },
      ]);
    },
  );

  it("what waited runs as soon as the program is there", async () => {
    const { id } = await daemon.post("claude");
    await held(home, daemon, id);
    putAgent(home.bin, "claude", [claudeResult("done")]);
    const agents = { path: `${home.bin}:/usr/bin:/bin` };
    const config = JSON.parse(await readFile(home.paths.configFile, "utf8")) as object;
    await writeFile(home.paths.configFile, JSON.stringify({ ...config, agents }));

    expect(await ended(home, daemon, id)).toMatchObject({ status: "success" });
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
      config: { ...SWITCHED_ON, targets: TARGETS, safe_mode: true },
    });
    const daemon = await home.start();

    const { id } = await daemon.post("wake");

    expect(await ended(home, daemon, id)).toMatchObject({ status: "skipped:safe_mode", runs: [] });
  });
});
