// A folder with fake agent programs on a search path of their own, and a way to run one.

import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createRunAgent } from "../../src/agents/run/run-agent.ts";
import { createRunProcess } from "../../src/agents/process/run-process.ts";
import type { AgentRequest } from "../../src/core/ports/agent-port.ts";
import { Config } from "../../src/core/settings/config.ts";
import type { RunOutcome } from "../../src/core/records/run.ts";
import type { ProviderId } from "../../src/core/settings/providers.ts";
import { systemClock } from "../../src/system/clock.ts";
import { newRunId, systemRandomness } from "../../src/system/randomness.ts";

/** The providers that are programs of others. */
export const REAL_PROVIDERS = ["claude", "codex", "gemini", "opencode"] as const;

/** What a fake agent noted about its start. */
export interface FakeRecord {
  readonly prompt: string;
  readonly parameters: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
}

/** A place for fake agents. */
export interface AgentBench {
  readonly root: string;
  /** The task folder. */
  readonly folder: string;
  readonly bin: string;
  readonly environment: Record<string, string>;
  readonly runProcess: ReturnType<typeof createRunProcess>;
  lastRunId(): string;
  run(
    provider: ProviderId,
    behaviour: string,
    changes?: Partial<AgentRequest>,
  ): Promise<RunOutcome>;
  record(): Promise<FakeRecord>;
  close(): Promise<void>;
}

const FAKE_AGENT = path.join(import.meta.dirname, "fixtures/fake-agent.mjs");
/** What the fakes listen to, and what a test wants to see again. */
const NAMES = ["FAKE_BEHAVIOUR", "FAKE_RECORD", "FAKE_FOLDER"];

/** Opens a bench in a temporary folder. */
export async function openAgentBench(): Promise<AgentBench> {
  const root = await mkdtemp(path.join(tmpdir(), "wakehook-agents-"));
  const at = (name: string): string => path.join(root, name);
  for (const name of ["bin", "task", "runs", "home"]) await mkdir(at(name));
  for (const provider of REAL_PROVIDERS) {
    const file = path.join(at("bin"), provider);
    const start = `process.argv.splice(2, 0, "${provider}"); import(${JSON.stringify(FAKE_AGENT)});`;
    await writeFile(file, `#!${process.execPath}\n${start}\n`);
    await chmod(file, 0o755);
  }
  const environment: Record<string, string> = {
    PATH: at("bin"),
    HOME: at("home"),
    FAKE_RECORD: at("record.json"),
    DAEMON_SECRET: "a-secret-of-the-daemon",
  };
  const runProcess = createRunProcess({ clock: systemClock, graceMs: 300, outputCheckMs: 50 });
  const runAgent = createRunAgent({
    runProcess,
    environment,
    clock: systemClock,
    worktreesFolder: at("worktrees"),
    exampleFolder: at("example-agent"),
  });
  let lastRunId = "";
  return {
    root,
    folder: at("task"),
    bin: at("bin"),
    environment,
    runProcess,
    lastRunId: () => lastRunId,
    async run(provider, behaviour, changes = {}) {
      environment["FAKE_BEHAVIOUR"] = behaviour;
      const runId = newRunId(Date.now(), systemRandomness);
      lastRunId = runId;
      const runFolder = path.join(at("runs"), runId);
      await mkdir(runFolder, { mode: 0o700 });
      await writeFile(path.join(runFolder, "prompt.md"), "Look at this.\n");
      return runAgent({
        runId,
        provider,
        permission: "read_only",
        allowedTools: [],
        parameters: [],
        trustFolder: false,
        folder: at("task"),
        runFolder,
        agents: Config.parse({ agents: { environment: NAMES } }).agents,
        timeoutMs: 15_000,
        budgetUsd: null,
        worktree: false,
        signal: new AbortController().signal,
        onProcess: () => {},
        ...changes,
      });
    },
    record: async () => JSON.parse(await readFile(at("record.json"), "utf8")) as FakeRecord,
    close: () => rm(root, { recursive: true, force: true }),
  };
}

/** Living processes that carry a run's id. Linux only: elsewhere nothing can be seen from here. */
export async function livingOf(runId: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir("/proc").catch(() => [])) {
    if (!/^\d+$/.test(pid)) continue;
    const read = (name: string): Promise<string> =>
      readFile(`/proc/${pid}/${name}`, "latin1").catch(() => "");
    if (!(await read("environ")).includes(`WAKEHOOK_RUN_ID=${runId}`)) continue;
    if (!/\) Z/.test(await read("stat"))) found.push(await read("cmdline"));
  }
  return found;
}
