// What an agent gets through the whole program, and what is left of one that does not want to end.

import { existsSync, readFileSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createHome, type DaemonHome, type LiveDaemon } from "./daemon-home.ts";
import { agentHook } from "./endings.ts";
import { processesOf } from "./leftovers.ts";
import { claudeResult, putAgent } from "./programs.ts";

const AGENTS = { features: { agents: true } };
/** From SIGTERM to SIGKILL. */
const GRACE_MS = 5000;

/** An agent that keeps what it was given beside the home. */
async function recordingHome(template: string): Promise<{ home: DaemonHome; daemon: LiveDaemon }> {
  const home = await createHome({
    hooks: [agentHook("hook", { prompt_template: template })],
    config: AGENTS,
  });
  const lines = [`printf '%s\\n' "$@" > "$HOME/arguments"`, `cat > "$HOME/prompt"`];
  putAgent(home.bin, "claude", [...lines, claudeResult("done")]);
  return { home, daemon: await home.start() };
}

async function success(home: DaemonHome, daemon: LiveDaemon, payload: unknown) {
  const { id } = await daemon.post("hook", payload);
  await daemon.until("the end", () => home.delivery(id)?.state === "done");
  expect(home.delivery(id)).toMatchObject({ status: "success" });
  return {
    prompt: readFileSync(path.join(home.folder, "prompt"), "utf8"),
    parameters: readFileSync(path.join(home.folder, "arguments"), "utf8"),
  };
}

describe("an agent gets", () => {
  it("a field of 900 kB, whole", async () => {
    const { home, daemon } = await recordingHome("Read {{text}}");
    const text = `begin${"0123456789".repeat(90_000)}end`;

    const { prompt } = await success(home, daemon, { text });

    expect(prompt.includes(text)).toBe(true);
  });

  it("quotes, newlines, commands, NUL, lone surrogates and dashes as data", async () => {
    const { home, daemon } = await recordingHome("Read {{text}} and {{dash}}");
    const text = `"it's"\n\`touch $HOME/pwned\` $(touch $HOME/pwned); touch $HOME/pwned\u0000|\ud800|`;

    const { prompt, parameters } = await success(home, daemon, {
      text,
      dash: "--dangerously-skip-permissions",
    });

    expect(prompt).toContain(
      `"it's"\n\`touch $HOME/pwned\` $(touch $HOME/pwned); touch $HOME/pwned`,
    );
    // A lone surrogate has no bytes in UTF-8: it stands there as the sender wrote it.
    expect(prompt).toContain("pwned\u0000|\\ud800|");
    expect(prompt).toContain("--dangerously-skip-permissions");
    expect(parameters).not.toContain("dangerously");
    expect(parameters).not.toContain("pwned");
    expect(existsSync(path.join(home.folder, "pwned"))).toBe(false);
    expect(existsSync(path.join(home.paths.tasksFolder, "pwned"))).toBe(false);
  });
});

describe("an agent that ignores SIGTERM, forks and holds its output", () => {
  it("is reported as error:timeout within timeout and grace, with its output, and nothing is left", async () => {
    const home = await createHome({
      hooks: [agentHook("hook", { timeout_seconds: 0.5 })],
      config: AGENTS,
    });
    const words = { type: "assistant", message: { content: [{ type: "text", text: "so far" }] } };
    putAgent(home.bin, "claude", [
      "trap '' TERM",
      `echo '${JSON.stringify(words)}'`,
      "sleep 300 &",
      "setsid sleep 300 &",
      "setsid sh -c 'sleep 300 & sleep 300' &",
      "while :; do sleep 300; done",
    ]);
    const daemon = await home.start();

    const { id } = await daemon.post("hook");
    await daemon.until("the end", () => home.delivery(id)?.state === "done");
    const [run] = home.runs(id);
    const durationMs = (run?.endedAt ?? 0) - (run?.startedAt ?? 0);

    expect(run).toMatchObject({ status: "error:timeout", answer: "so far" });
    expect(durationMs).toBeGreaterThanOrEqual(500);
    expect(durationMs).toBeLessThan(500 + GRACE_MS + 2000);
    expect(processesOf(home.folder)).toEqual([]);
    const output = path.join(home.paths.runsFolder, run?.id ?? "", "stdout.log");
    expect(readFileSync(output, "utf8")).toContain("so far");
  });
});

describe("one folder under two names", () => {
  it("has one run at a time", async () => {
    const home = await createHome({
      hooks: [
        agentHook("by-name", { task_folder: "site", max_concurrent: 4 }),
        agentHook("by-link", { task_folder: "link", max_concurrent: 4 }),
      ],
      config: AGENTS,
    });
    await mkdir(path.join(home.paths.tasksFolder, "site"));
    await symlink("site", path.join(home.paths.tasksFolder, "link"));
    const mark = (word: string): string => `echo ${word} >> "$HOME/marks"`;
    const lines = [mark("begin"), "cat > /dev/null", "sleep 0.05", mark("end")];
    putAgent(home.bin, "claude", [...lines, claudeResult("done")]);
    const daemon = await home.start();

    const hooks = ["by-name", "by-link", "by-link", "by-name"];
    const posted = await Promise.all(hooks.map((hook) => daemon.post(hook)));
    for (const { id } of posted)
      await daemon.until(`${id} ends`, () => home.delivery(id)?.status === "success");

    const marks = readFileSync(path.join(home.folder, "marks"), "utf8").trim().split("\n");
    expect(marks).toEqual(hooks.flatMap(() => ["begin", "end"]));
  });
});
