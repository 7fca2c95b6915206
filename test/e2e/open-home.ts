// A home of its own, with a real daemon in it: in this process, or as a child that can be killed. Whoever opens it
// closes it; no process, timer or folder of it may be left then. Knows no test runner: the torture opens homes too.

import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startDaemon, type Daemon } from "../../src/daemon.ts";
import type { DaemonOptions } from "../../src/daemon/context.ts";
import type { Delivery } from "../../src/core/records/delivery.ts";
import type { OutboxEntry } from "../../src/core/records/outbox-entry.ts";
import type { Run } from "../../src/core/records/run.ts";
import type { DeliveryId } from "../../src/core/records/ids.ts";
import { openLedgerReader, type LedgerReader } from "../../src/ledger/reading/open-reader.ts";
import { homePaths, type HomePaths } from "../../src/system/home.ts";
import { runToItsEnd, spawnDaemon, type ChildDaemon, type ChildEnd } from "./child-daemon.ts";
import { openClient, type Client } from "./client.ts";
import { createTestClock, processesOf, type TestClock } from "./leftovers.ts";

/** What stands in the two files of the owner. */
export interface HomeFiles {
  readonly hooks?: ReadonlyArray<Record<string, unknown>>;
  readonly config?: Record<string, unknown>;
}

/** A daemon in this process, and a client of it. */
export type LiveDaemon = Client & Pick<Daemon, "stop">;
/** A daemon as a process, and a client of it. */
export type LiveChild = Client & ChildDaemon;

/** A home. */
export interface DaemonHome {
  /** The folder around the home; HOME of all that the daemon starts. */
  readonly folder: string;
  /** First on the PATH of all that the daemon starts. */
  readonly bin: string;
  readonly paths: HomePaths;
  readonly clock: TestClock;
  putHooks(hooks: ReadonlyArray<Record<string, unknown>>): Promise<void>;
  putConfig(config: Record<string, unknown>): Promise<void>;
  start(options?: Partial<DaemonOptions>): Promise<LiveDaemon>;
  spawn(options?: Parameters<typeof spawnDaemon>[1]): Promise<LiveChild>;
  /** Reads the ledger, whether a daemon runs or not. */
  delivery(id: string): Delivery | null;
  runs(id: string): Run[];
  reports(id: string): OutboxEntry[];
  /** Starts a daemon that is expected to end by itself. */
  runToItsEnd(options?: Parameters<typeof spawnDaemon>[1]): Promise<ChildEnd>;
  /** Done when the daemons of this home have stopped. */
  defer(work: () => Promise<void>): void;
  /** How many deliveries wait or run. */
  unended(): number;
  close(): Promise<void>;
}

/** The bearer token of every hook that names none. */
export const TOKEN = "e2e-token";
const FREE_PORTS = { webhooks: { port: 0, token: TOKEN }, admin: { port: 0 } };

/** Makes a home that whoever asked for it closes; closing fails where something of it is left. */
export async function openHome(files: HomeFiles = {}): Promise<DaemonHome> {
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-e2e-"));
  const paths = homePaths(path.join(folder, "home"));
  const bin = path.join(folder, "bin");
  const clock = createTestClock();
  const closers: Array<() => Promise<void>> = [];
  let reader: LedgerReader | null = null;
  const ledger = (): LedgerReader => (reader ??= openLedgerReader(paths.database));
  const environment = {
    PATH: `${bin}:/usr/bin:/bin`,
    HOME: folder,
    TMPDIR: tmpdir(),
    WAKEHOOK_HOME: paths.root,
  };
  const putHooks = (hooks: unknown): Promise<void> => put(paths.hooksFile, { hooks });
  const putConfig = (config: Record<string, unknown>): Promise<void> =>
    put(paths.configFile, withFreePorts(config));

  await mkdir(paths.tasksFolder, { recursive: true, mode: 0o700 });
  await mkdir(paths.root, { recursive: true, mode: 0o700 });
  await mkdir(bin);
  await putConfig(files.config ?? {});
  await putHooks(files.hooks ?? []);
  return {
    folder,
    bin,
    paths,
    clock,
    putHooks,
    putConfig,
    async start(options = {}) {
      const daemon = await startDaemon({
        paths,
        environment,
        version: "0.0.0-test",
        clock,
        ...options,
      });
      const client = await openClient(paths);
      const stop = async (): Promise<void> => {
        await client.close();
        await daemon.stop();
      };
      closers.push(stop);
      return { ...client, stop };
    },
    async spawn(options = {}) {
      const child = await spawnDaemon(environment, options);
      closers.push(() => child.kill("SIGKILL"));
      const client = await openClient(paths);
      closers.push(() => client.close());
      return { ...client, ...child };
    },
    runToItsEnd: (options = {}) => runToItsEnd(environment, options),
    defer: (work) => void closers.push(work),
    delivery: (id) => ledger().delivery(id as DeliveryId),
    runs: (id) => ledger().runs({ deliveryId: id as DeliveryId }),
    reports: (id) => ledger().reports(id as DeliveryId),
    unended: () =>
      (["queued", "held", "running"] as const)
        .map((state) => ledger().deliveries({ state, limit: 1000 }).length)
        .reduce((sum, count) => sum + count),
    async close() {
      for (const stop of closers.splice(0).toReversed()) await stop();
      reader?.close();
      reader = null;
      const left = { processes: processesOf(folder), timers: clock.timers };
      for (const pid of left.processes) process.kill(pid, "SIGKILL");
      await rm(folder, { recursive: true, force: true });
      if (left.processes.length > 0 || left.timers > 0)
        throw new Error(`the home left something behind: ${JSON.stringify(left)}`);
    },
  };
}

/** Replaces a file as a careful editor does. */
export async function put(file: string, content: unknown): Promise<void> {
  const text = typeof content === "string" ? content : JSON.stringify(content, null, 2);
  const next = `${file}.new`;
  await writeFile(next, text, { mode: 0o600 });
  await rename(next, file);
}

/** A hook that wakes the target `echo`, if nothing else is said. */
export function aHook(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { id, title: `Hook ${id}`, mode: "wake", prompt_template: "Look.", to: ["echo"], ...more };
}

/** A target that is a shell line. */
export function aTarget(name: string, line: string): Record<string, unknown> {
  return { name, kind: "command", command: ["sh", "-c", line] };
}

function withFreePorts(config: Record<string, unknown>): Record<string, unknown> {
  const section = (name: "webhooks" | "admin"): Record<string, unknown> => ({
    ...FREE_PORTS[name],
    ...(config[name] as Record<string, unknown> | undefined),
  });
  return { timezone: "UTC", ...config, webhooks: section("webhooks"), admin: section("admin") };
}
