// A temporary home with the real daemon, and the real commands on it.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, fact, step } from "./show.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const WAKEHOOK = path.join(ROOT, "bin/wakehook.js");
const RUN_MINUTES = 5;

/** One run of a delivery, as the admin API has it. */
export interface RunRecord {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
}

/** What a demo plays on. */
export interface Stage {
  /** The agent CLI, or `example`. */
  readonly provider: string;
  readonly home: string;
  readonly site: string;
  /** Runs a command; gives back what it printed. */
  readonly wakehook: (...words: ReadonlyArray<string | readonly string[]>) => Promise<string>;
  start(): Promise<{ readonly hooks_url: string }>;
  /** Settles when the run of a delivery has ended. */
  endOf(deliveryId: string): Promise<RunRecord>;
  stop(): Promise<number | null>;
}

/** Plays a demo; its home and daemon are gone afterwards, however it ends. */
export async function onStage(
  provider: string,
  play: (stage: Stage) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-demo-"));
  const home = path.join(folder, "home");
  const site = path.join(folder, "site");
  const daemon: { child?: ChildProcess } = {};
  const stage: Stage = {
    provider,
    home,
    site,
    wakehook: (...words) => wakehook(home, words.flat()),
    start: () => start(home, daemon),
    endOf: (id) => endOf(home, id),
    stop: () => stop(daemon.child),
  };
  try {
    await play(stage);
  } finally {
    await stage.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The home and the task folder, with free ports and agents turned on. */
export async function setUp(stage: Stage): Promise<void> {
  const { provider, home, site, wakehook } = stage;
  const isExample = provider === "example";
  step("A home and a task folder of their own, both temporary");
  await mkdir(site);
  await writeFile(path.join(site, "README.md"), "# Site\n\nThe demo's task folder.\n");
  await wakehook("init", "--provider", isExample ? "claude" : provider, "--enable-agents");
  await wakehook("config", "set", "webhooks.port", "0");
  await wakehook("config", "set", "admin.port", "0");
  fact("home", home);
  fact("task folder", site);
  const words = "wakehook's own example agent: no model, same way through the same runner";
  fact("agent", isExample ? words : provider);
}

/** Watches the daemon's events until the run of a delivery has ended. */
async function endOf(home: string, deliveryId: string): Promise<RunRecord> {
  const { admin_address: admin } = JSON.parse(
    await readFile(path.join(home, "daemon.json"), "utf8"),
  ) as {
    admin_address: { host: string; port: number };
  };
  const token = (await readFile(path.join(home, "admin.token"), "utf8")).trim();
  const api = `http://${admin.host}:${String(admin.port)}/api/v1`;
  const headers = { authorization: `Bearer ${token}` };
  const signal = AbortSignal.timeout(RUN_MINUTES * 60_000);
  const events = await fetch(`${api}/events`, { headers, signal });
  const find = async (): Promise<RunRecord | undefined> => {
    const answer = await fetch(`${api}/runs?delivery_id=${deliveryId}&state=done`, {
      headers,
      signal,
    });
    return ((await answer.json()) as { runs: RunRecord[] }).runs[0];
  };
  let run = await find();
  for await (const _ of events.body ?? []) {
    run ??= await find();
    if (run !== undefined) break;
  }
  expect(run !== undefined, "the run has no end");
  return run;
}

async function start(
  home: string,
  daemon: { child?: ChildProcess },
): Promise<{ hooks_url: string }> {
  const child = spawn(process.execPath, [WAKEHOOK, "start", "--json"], {
    env: { ...process.env, WAKEHOOK_HOME: home },
    stdio: ["ignore", "pipe", "inherit"],
  });
  daemon.child = child;
  let text = "";
  for await (const chunk of child.stdout) {
    text += String(chunk);
    try {
      return JSON.parse(text) as { hooks_url: string };
    } catch {
      // Not whole yet.
    }
  }
  throw new Error("the daemon did not start");
}

async function stop(child: ChildProcess | undefined): Promise<number | null> {
  if (child === undefined) return null;
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  return child.exitCode;
}

async function wakehook(home: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [WAKEHOOK, ...args], {
    env: { ...process.env, WAKEHOOK_HOME: home, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let notices = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (notices += String(chunk)));
  const [code] = (await once(child, "close")) as [number];
  expect(code === 0, `wakehook ${args.join(" ")} ended with ${String(code)}: ${notices}`);
  return out;
}
