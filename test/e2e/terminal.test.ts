// Hook programs in a session that is open, over the real API and with the real command: what Claude Code would do around
// them is done by the test. With Claude Code itself: e2e/agents/terminal.test.ts.

import { spawn, type ChildProcess } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it, vi } from "vitest";
import { systemClock, type Clock } from "../../src/system/clock.ts";
import { cliAt } from "../cli/harness.ts";
import { aHook, aTarget, createHome } from "./daemon-home.ts";
import { ended } from "./endings.ts";

async function openHouse() {
  const home = await createHome({
    hooks: [aHook("hook", { prompt_template: "Look at {{n}}", to: ["front"], fallback: ["echo"] })],
    config: {
      features: { commands: true },
      targets: [
        { name: "front", kind: "claude_terminal", ack_seconds: 15 },
        aTarget("echo", "cat > /dev/null; echo elsewhere"),
      ],
    },
  });
  const transcript = path.join(home.folder, "session.jsonl");
  await writeFile(transcript, "");
  // What stands for the agent's process: hook programs live as long as it.
  const agent = spawn("sleep", ["600"], { stdio: "ignore" });
  home.defer(async () => void agent.kill("SIGKILL"));
  const run = cliAt(home.paths, home.folder);
  const hook = (event: string, more: object = {}, environment = {}) =>
    run(["terminal", "hook", event, "--claude", String(agent.pid)], {
      stdin: JSON.stringify({
        session_id: "s-1",
        transcript_path: transcript,
        cwd: home.folder,
        ...more,
      }),
      environment,
      clock: startedNow(),
    });
  const status = async () => {
    const { stdout } = await run(["terminal", "status", "--json"]);
    return (JSON.parse(stdout) as { sessions: Array<{ state: string; waits: boolean }> }).sessions;
  };
  const ready = (state: string) =>
    vi.waitFor(async () => expect(await status()).toMatchObject([{ state, waits: true }]), 10_000);
  return { home, agent, hook, status, ready, daemon: await home.start() };
}

/** Each program has a clock that begins with it: by that it knows when it was started. */
function startedNow(): Clock {
  const began = performance.now();
  return { ...systemClock, monotonic: () => performance.now() - began };
}

const keyIn = (text: string): string => /wakehook wake: (\S+)/.exec(text)?.[1] ?? "";

it("takes a wake from the daemon to the session, and the session's words back", async () => {
  const { home, daemon, hook, ready } = await openHouse();
  const waiting = hook("start", { source: "startup" });
  await ready("idle");

  const { id } = await daemon.post("hook", { n: 7 });
  const woken = await waiting;
  expect(woken).toMatchObject({ code: 0, stderr: "" });
  expect(woken.stdout).toContain("Look at <outside");
  // The turn of the wake has used the waiter up: the hook of its prompt waits in its place.
  const prompt = hook("prompt", { prompt: `<x>${woken.stdout}</x>`, prompt_id: "p-1" });
  await ready("busy");
  const next = hook("stop", { prompt_id: "p-1", last_assistant_message: "seven it is" });

  expect(await ended(home, daemon, id)).toMatchObject({
    status: "success",
    runs: [{ agent: "front", answer: "seven it is" }],
  });
  expect(await prompt).toMatchObject({ code: 0, stdout: "" });
  await ready("idle");
  await hook("end", { reason: "prompt_input_exit" });
  expect(await next).toMatchObject({ code: 0, stdout: "" });
  expect(await readdir(home.paths.terminalsFolder)).toEqual([]);
});

it("waits through a restart of the daemon, and knows what went on meanwhile", async () => {
  const { home, daemon, hook, ready } = await openHouse();
  const first = hook("start");
  await ready("idle");
  await daemon.stop();
  // Nobody hears it but the file beside the daemon.
  expect(await hook("prompt", { prompt: "the owner's secret words" })).toMatchObject({
    stdout: "",
  });
  expect(await readFile(path.join(home.paths.terminalsFolder, "s-1"), "utf8")).toMatch(
    /^busy \d+$/,
  );

  const again = await home.start();
  await ready("busy");
  const { id } = await again.post("hook", { n: 8 });
  const second = hook("stop", { last_assistant_message: "not for the wake" });
  const woken = await Promise.race([first, second]);
  expect(keyIn(woken.stdout)).toHaveLength(43);
  await Promise.all([
    hook("prompt", { prompt: woken.stdout, prompt_id: "p-2" }),
    ready("busy").then(() => hook("failure", { prompt_id: "p-2", last_assistant_message: "529" })),
    ended(home, again, id).then(() => hook("end")),
  ]);

  expect(await ended(home, again, id)).toMatchObject({
    status: "success",
    runs: [{ agent: "echo", reason: expect.stringContaining("its turn failed: 529") }],
  });
});

it("ends with the agent's process, and the session with it", async () => {
  const { agent, hook, ready, status, home } = await openHouse();
  const waiting = hook("start");
  await ready("idle");

  await kill(agent);

  expect(await waiting).toMatchObject({ code: 0, stdout: "" });
  expect(await status()).toEqual([]);
  expect(await readdir(home.paths.terminalsFolder)).toEqual([]);
});

it("says nothing and ends with 0, whatever comes", async () => {
  const { hook, status, home } = await openHouse();
  const run = cliAt(home.paths, home.folder);
  const silent = { code: 0, stdout: "", stderr: "" };

  expect(
    await hook("start", { session_id: "../../x" }, { WAKEHOOK_RUN_ID: "run_1" }),
  ).toMatchObject(silent);
  expect(await hook("start", {}, { CLAUDE_CODE_ENTRYPOINT: "sdk-cli" })).toMatchObject(silent);
  expect(await hook("start", { source: "compact" })).toMatchObject(silent);
  expect(await hook("nonsense")).toMatchObject(silent);
  expect(await hook("start", { session_id: 7 })).toMatchObject(silent);
  for (const stdin of ["", "{", "[]", "null", "\u0000"])
    expect(await run(["terminal", "hook", "stop", "--claude", "4711"], { stdin })).toMatchObject(
      silent,
    );
  expect(await run(["terminal", "hook", "stop", "--claude", "x"], { stdin: "{}" })).toMatchObject(
    silent,
  );
  expect(await status()).toEqual([]);
});

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
