import { rmSync, symlinkSync } from "node:fs";
import { readFile, realpath, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AgentRequest } from "../../src/core/ports/agent-port.ts";
import type { RunOutcome } from "../../src/core/records/run.ts";
import { createCronTask } from "../../src/modes/cron-task.ts";
import { findSource } from "../../src/sources/table.ts";
import { systemRandomness } from "../../src/system/randomness.ts";
import { openModeBench, type ModeBench, type RequestParts } from "./mode-bench.ts";

let bench: ModeBench;
let asked: AgentRequest[];

beforeEach(async () => {
  bench = await openModeBench();
  asked = [];
});
afterEach(() => bench.close());

const CLAUDE = { provider: "claude" };

function mode() {
  return createCronTask({
    runAgent: (request) => {
      asked.push(request);
      return Promise.resolve({ status: "success", answer: "done", agent: request.provider });
    },
    mcpServers: () => [],
    paths: bench.paths,
    randomness: systemRandomness,
    mask: (text) => text,
    findSource,
  });
}
async function run(parts: RequestParts = {}): Promise<RunOutcome> {
  const request = await bench.request(parts);
  return mode().run(request);
}
function turnLink(link: string, to: string): void {
  rmSync(link);
  symlinkSync(to, link);
}
const site = (): Promise<string> => realpath(path.join(bench.paths.tasksFolder, "site"));

describe("createCronTask", () => {
  it("hands the whole run over, decided", async () => {
    const outcome = await run({
      hook: {
        provider: "codex",
        model: "m",
        reasoning_effort: "low",
        permission: "edit",
        allowed_tools: ["a"],
        cli_parameters: ["--b"],
        timeout_seconds: 1.5,
      },
    });

    expect(outcome).toMatchObject({ status: "success", answer: "done" });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      provider: "codex",
      model: "m",
      effort: "low",
      permission: "edit",
      timeoutMs: 1500,
      allowedTools: ["a"],
      parameters: ["--b"],
      trustFolder: false,
      folder: await site(),
    });
  });

  it("writes the prompt and the answer, readable for their owner alone", async () => {
    const request = await bench.request({ hook: CLAUDE });

    await mode().run(request);

    const prompt = await readFile(path.join(request.runFolder, "prompt.md"), "utf8");
    expect(prompt).toMatch(/^An event arrived at wakehook for the hook "The site"\./);
    expect(prompt).toContain("a title");
    expect(await readFile(path.join(request.runFolder, "result.md"), "utf8")).toBe("done");
    for (const name of ["prompt.md", "result.md"])
      expect((await stat(path.join(request.runFolder, name))).mode & 0o777).toBe(0o600);
  });

  it("carries a field of 900 kB, and every odd character, as data", async () => {
    const odd = `quotes " ' \` $(id) \${HOME} -x \n \u0000 end`;
    const body = Buffer.from(JSON.stringify({ title: `${odd}${"x".repeat(900_000)}` }));
    const request = await bench.request({ hook: CLAUDE, body });

    await mode().run(request);

    const prompt = await readFile(path.join(request.runFolder, "prompt.md"), "utf8");
    expect(prompt).toContain(odd);
    expect(prompt).toContain("x".repeat(900_000));
  });

  it("takes provider and model of config.json where the hook names none", async () => {
    const config = {
      features: { agents: true },
      agents: { provider: "claude", model: "opus", path: "/opt/bin" },
    };

    await run({ config });
    await run({ config, hook: { provider: "gemini" } });
    await run({ config, hook: { provider: "claude" } });

    expect(asked.map(({ provider, model }) => [provider, model])).toEqual([
      ["claude", "opus"],
      ["gemini", undefined],
      ["claude", "opus"],
    ]);
    expect(asked[0]?.agents.path).toBe("/opt/bin");
  });

  it("starts nothing while the feature is off", async () => {
    expect(await run({ hook: CLAUDE, config: { features: {} } })).toMatchObject({
      status: "error:feature_off_agents",
    });
    expect(asked).toEqual([]);
  });

  it.each([
    [{}, "no provider"],
    [{ provider: "claud" }, "did you mean claude?"],
    [{ provider: "/bin/sh" }, 'unknown provider "/bin/sh"'],
    [{ provider: "__proto__" }, "unknown provider"],
  ])("says what is wrong with the provider of %j", async (hook, words) => {
    const outcome = await run({ hook });

    expect(outcome).toMatchObject({
      status: "error:exception",
      reason: expect.stringContaining(words),
    });
    expect(asked).toEqual([]);
  });

  it.each([
    [{ task_folder: undefined }, "error:no_task_folder"],
    [{ task_folder: "gone" }, "error:folder_missing"],
    [{ task_folder: "/etc" }, "error:folder_not_allowed"],
  ])("ends with %j in %s", async (hook, status) => {
    expect(await run({ hook: { ...CLAUDE, ...hook } })).toMatchObject({ status });
    expect(asked).toEqual([]);
  });

  it("looks at the folder again before the start", async () => {
    const link = path.join(bench.paths.tasksFolder, "link");
    await symlink(path.join(bench.paths.tasksFolder, "site"), link);
    const request = await bench.request({ hook: { ...CLAUDE, task_folder: "link" } });
    let drawn = false;
    const turning = createCronTask({
      runAgent: () => Promise.reject(new Error("must not be started")),
      paths: bench.paths,
      mask: (text) => text,
      findSource,
      // The prompt's random marker is drawn between the two looks.
      mcpServers: () => [],
      randomness: {
        fraction: () => 0,
        bytes: (length) => {
          drawn = true;
          turnLink(link, bench.elsewhere);
          return Buffer.alloc(length, 1);
        },
      },
    });

    expect(await turning.run(request)).toMatchObject({ status: "error:folder_not_allowed" });
    expect(drawn).toBe(true);
  });

  it("reads the template from a file of the home folder", async () => {
    await writeFile(path.join(bench.paths.root, "template.md"), "Words of the file: {{title}}");
    const hook = { ...CLAUDE, prompt_template: undefined, prompt_file: "template.md" };
    const request = await bench.request({ hook });

    expect(await mode().run(request)).toMatchObject({ status: "success" });
    const prompt = await readFile(path.join(request.runFolder, "prompt.md"), "utf8");
    expect(prompt).toContain("Words of the file: ");
  });

  it.each([
    [{ prompt_file: "gone.md" }, "ENOENT"],
    [{ prompt_file: "tasks" }, "is no file"],
    [{ prompt_file: "/dev/zero" }, "is no file"],
    [{ prompt_file: "long.md" }, "longer than"],
    [{ prompt_file: "" }, "set prompt_template or prompt_file"],
  ])("says what is wrong with the template of %j", async (hook, words) => {
    await writeFile(path.join(bench.paths.root, "long.md"), "x".repeat(1_000_001));

    const outcome = await run({ hook: { ...CLAUDE, prompt_template: undefined, ...hook } });

    expect(outcome).toMatchObject({
      status: "error:exception",
      reason: expect.stringContaining(words),
    });
  });

  it("says that the body is gone", async () => {
    expect(await run({ hook: CLAUDE, body: null })).toMatchObject({
      status: "error:exception",
      reason: "the body was emptied by retention",
    });
  });

  it("tells the folder and the agent before a run", async () => {
    const { hook, config } = await bench.request({ hook: CLAUDE });
    const { hook: lost } = await bench.request({ hook: { task_folder: "gone" } });

    expect(mode().folder(hook, config)).toBe(await site());
    expect(mode().folder(lost, config)).toBeNull();
    expect(mode().agent(hook, config)).toBe("claude");
    expect(mode().agent(lost, config)).toBeNull();
  });
});
