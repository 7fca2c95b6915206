// One real program in a fresh home, through the real mode and the real runner.

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { findExecutable } from "../../src/agents/process/executable.ts";
import { probeProvider, type ProviderProbe } from "../../src/agents/health/probe.ts";
import { createRunAgent } from "../../src/agents/run/run-agent.ts";
import { createRunProcess } from "../../src/agents/process/run-process.ts";
import type { AgentSession, RunAgent } from "../../src/core/ports/agent-port.ts";
import { Config } from "../../src/core/settings/config.ts";
import { UNDECIDED, type Delivery } from "../../src/core/records/delivery.ts";
import type { RunOutcome } from "../../src/core/records/run.ts";
import { Hook } from "../../src/core/settings/hook.ts";
import type { RunId } from "../../src/core/records/ids.ts";
import type { LoadedMcpServer } from "../../src/core/settings/mcp-server.ts";
import { createCronTask } from "../../src/modes/cron-task.ts";
import { findSource } from "../../src/sources/table.ts";
import { systemClock } from "../../src/system/clock.ts";
import { homePaths } from "../../src/system/home.ts";
import { newDeliveryId, newRunId, systemRandomness } from "../../src/system/randomness.ts";
import { RIGHT_KEY, type Cli } from "./clis.ts";
import { openModelServer, type ModelServer } from "./model/model-server.ts";

/** What one run is given, beside the program's own defaults. */
export interface RunOptions {
  readonly hook?: Record<string, unknown>;
  readonly payload?: unknown;
  readonly budgetUsd?: number;
  /** As config.json would define them; the hook names those that it may use. */
  readonly mcpServers?: readonly LoadedMcpServer[];
  readonly agents?: Partial<Config["agents"]>;
  readonly signal?: AbortSignal;
  /** A run that is made once more; absent: a new one. */
  readonly runId?: string;
  /** The conversation that it belongs to. */
  readonly session?: AgentSession;
}

/** A place to run one program in. */
export interface Bench {
  /** HOME of the program. Not below the temp folder: one of them confines itself to what is elsewhere. */
  readonly home: string;
  readonly folder: string;
  readonly server: ModelServer;
  /** The run's own folder, after a run. */
  lastRunFolder(): string;
  lastRunId(): string;
  /** The runner itself, for whoever decides everything else. */
  readonly runAgent: RunAgent;
  readonly config: Config;
  run(options?: RunOptions): Promise<RunOutcome>;
  probe(): Promise<ProviderProbe>;
  close(): Promise<void>;
}

/** opencode stands here as its program for Linux: its wrapper package only picks one of twelve. */
const BINS = ["node_modules/.bin", "node_modules/opencode-linux-x64/bin"].map((name) =>
  path.join(import.meta.dirname, name),
);

/** Tells whether the program is installed beside these tests. */
export function isInstalled(cli: Cli): boolean {
  return findExecutable(cli.id, BINS.join(path.delimiter)) !== null;
}

/** Opens a bench; `key` and `url` other than the stand-in's own make failures. */
export async function openBench(
  cli: Cli,
  other: { key?: string; url?: string } = {},
): Promise<Bench> {
  const server = await openModelServer();
  const home = await mkdtemp(path.join(homedir(), ".wakehook-e2e-"));
  const paths = homePaths(home);
  const folder = path.join(paths.tasksFolder, "site");
  await mkdir(folder, { recursive: true });
  const own = await cli.prepare({
    home,
    url: other.url ?? server.url,
    key: other.key ?? RIGHT_KEY,
  });
  const environment = {
    PATH: [...BINS, path.dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
    HOME: home,
    DAEMON_SECRET: "a-secret-of-the-daemon",
    ...own,
  };
  const runProcess = createRunProcess({ clock: systemClock, graceMs: 2000 });
  const runAgent = createRunAgent({
    runProcess,
    environment,
    clock: systemClock,
    worktreesFolder: paths.worktreesFolder,
    exampleFolder: paths.exampleFolder,
  });
  const mode = createCronTask({
    runAgent: (request) => runAgent({ ...request, session }),
    mcpServers: () => servers,
    paths,
    randomness: systemRandomness,
    mask: (text) => text,
    findSource,
  });
  let servers: readonly LoadedMcpServer[] = [];
  let session: AgentSession | undefined;
  const config = Config.parse({
    features: { agents: true },
    agents: { environment: Object.keys(own) },
  });
  let last = { id: "", folder: "" };
  return {
    home,
    folder,
    server,
    probe: () => probeProvider(cli.id, { runProcess, environment, agents: config.agents }),
    lastRunFolder: () => last.folder,
    lastRunId: () => last.id,
    runAgent,
    config,
    async run(options = {}) {
      const hook = Hook.parse({
        id: "site",
        title: "The site",
        mode: "cron_task",
        provider: cli.id,
        model: cli.model,
        task_folder: "site",
        prompt_template: "Look at this: {{text}}",
        timeout_seconds: 45,
        ...options.hook,
      });
      const runId = (options.runId as RunId) ?? newRunId(Date.now(), systemRandomness);
      servers = options.mcpServers ?? [];
      session = options.session;
      last = { id: runId, folder: path.join(paths.runsFolder, runId) };
      await mkdir(last.folder, { recursive: true, mode: 0o700 });
      return mode.run({
        runId,
        hook,
        config: { ...config, agents: { ...config.agents, ...options.agents } },
        runFolder: last.folder,
        mark: "",
        budgetUsd: options.budgetUsd ?? null,
        delivery: deliveryOf(hook),
        content: {
          headers: [["content-type", "application/json"]],
          body: Buffer.from(JSON.stringify(options.payload ?? { text: "hello" })),
        },
        signal: options.signal ?? new AbortController().signal,
        onProcess: () => {},
      });
    },
    async close() {
      await server.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export function deliveryOf(hook: Hook): Delivery {
  return {
    id: newDeliveryId(Date.now(), systemRandomness),
    hookId: hook.id,
    source: "generic",
    origin: "sender",
    replayOf: null,
    event: "issues.opened",
    entity: null,
    receivedAt: Date.now(),
    sentAt: Date.now(),
    via: null,
    viaRef: null,
    remoteAddress: "127.0.0.1",
    method: "POST",
    path: "/hooks/site",
    contentType: "application/json",
    bodyBytes: 0,
    priority: "medium",
    ...UNDECIDED,
    state: "running",
    duplicates: 0,
    attempts: 1,
    updatedAt: Date.now(),
    causedBy: null,
    task: null,
  };
}
