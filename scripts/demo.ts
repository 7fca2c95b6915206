// `npm run demo`: the real daemon in a temporary home, one real GitHub event, from arrival to report.
// Everything goes through the commands and the sockets that an owner and GitHub use.

import { createHmac, randomUUID } from "node:crypto";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, styleText } from "node:util";

const ROOT = path.resolve(import.meta.dirname, "..");
const WAKEHOOK = path.join(ROOT, "bin/wakehook.js");
const RUN_MINUTES = 5;

const { values } = parseArgs({ options: { provider: { type: "string", default: "example" } } });
const { provider } = values;

interface Shown {
  readonly delivery_id: string;
  readonly duplicate?: boolean;
  readonly error?: string;
}

const folder = await mkdtemp(path.join(tmpdir(), "wakehook-demo-"));
const home = path.join(folder, "home");
const site = path.join(folder, "site");
let daemon: ChildProcess | undefined;
try {
  await demo();
} finally {
  await stop(daemon);
  await rm(folder, { recursive: true, force: true });
}

async function demo(): Promise<void> {
  const isExample = provider === "example";
  step("A home and a task folder of their own, both temporary");
  await mkdir(site);
  await writeFile(path.join(site, "README.md"), "# Site\n\nThe demo's task folder.\n");
  await wakehook("init", "--provider", isExample ? "claude" : provider, "--enable-agents");
  await wakehook("config", "set", "webhooks.port", "0");
  await wakehook("config", "set", "admin.port", "0");
  fact("home", home);
  fact("task folder", site);
  fact(
    "agent",
    isExample
      ? "wakehook's own example agent: no model, same way through the same runner"
      : provider,
  );

  step("A hook, added by the real command");
  const added = JSON.parse(
    await wakehook(
      "hook",
      "add",
      "github",
      ["--id", "demo"],
      ["--title", "Demo"],
      ["--mode", "cron_task"],
      ["--folder", site],
      ["--provider", provider],
      ["--public-url", "https://hooks.example.com"],
      "--yes",
      "--json",
    ),
  ) as { secret: string };
  show((await wakehook("hook", "list")).trim());

  step("The real daemon");
  const started = await start();
  fact("hooks listen on", started.hooks_url);

  step("A real issues.opened payload, signed as GitHub signs it");
  const body = await issuesOpened();
  const id = randomUUID();
  const url = `${started.hooks_url}/hooks/demo`;
  const first = await post(url, body, id, sign(body, added.secret));
  expect(first.status === 202, `202 expected, not ${String(first.status)}`);
  fact("answer", `${String(first.status)} ${first.text}`);
  const { delivery_id } = JSON.parse(first.text) as Shown;

  step("The delivery is on disk, and the agent runs in its task folder");
  show((await wakehook("delivery", "list")).trim());
  const run = await endOf(delivery_id);
  fact("status", run.status);
  fact("transcript", path.join("runs", run.id, "stdout.log"));
  const runFolder = path.join(home, "runs", run.id);
  show(firstLines(await readFile(path.join(runFolder, "stdout.log"), "utf8"), 6));
  fact("answer", "");
  show(firstLines(await readFile(path.join(runFolder, "result.md"), "utf8"), 20));
  expect(run.status === "success", `success expected, not ${run.status}: ${run.reason ?? ""}`);

  step("The same delivery again: recognised, nothing runs twice");
  const again = await post(url, body, id, sign(body, added.secret));
  const repeated = JSON.parse(again.text) as Shown;
  expect(
    again.status === 202 && repeated.duplicate === true,
    `a duplicate expected: ${again.text}`,
  );
  fact("answer", `${String(again.status)} ${again.text}`);

  step("A wrong signature: refused");
  const forged = await post(url, body, randomUUID(), sign(body, "not the secret"));
  expect(forged.status === 401, `401 expected, not ${String(forged.status)}`);
  fact("answer", `${String(forged.status)} ${forged.text}`);

  step("Everything that happened, for its owner");
  show((await wakehook("run", "list")).trim());
  const exitCode = await stop(daemon);
  expect(exitCode === 0, `the daemon ends with 0, not ${String(exitCode)}`);
  console.log(`\n${styleText("green", "✓")} done; the temporary home is gone`);
}

interface Example {
  readonly name: string;
  readonly examples: ReadonlyArray<{ readonly action?: string }>;
}

async function issuesOpened(): Promise<string> {
  const file = fileURLToPath(import.meta.resolve("@octokit/webhooks-examples"));
  const examples = JSON.parse(await readFile(file, "utf8")) as Example[];
  const issues = examples.find(({ name }) => name === "issues");
  const example = issues?.examples.find(({ action }) => action === "opened");
  expect(example !== undefined, "no issues.opened among the examples");
  return JSON.stringify(example);
}

function sign(body: string, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

async function post(
  url: string,
  body: string,
  id: string,
  signature: string,
): Promise<{ status: number; text: string }> {
  const headers = {
    "content-type": "application/json",
    "user-agent": "GitHub-Hookshot/044aadd",
    "x-github-event": "issues",
    "x-github-delivery": id,
    "x-hub-signature-256": signature,
  };
  const answer = await fetch(url, { method: "POST", headers, body });
  return { status: answer.status, text: await answer.text() };
}

interface RunRecord {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
}

/** Watches the daemon's events until the run of a delivery has ended. */
async function endOf(deliveryId: string): Promise<RunRecord> {
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

async function start(): Promise<{ hooks_url: string }> {
  const child = spawn(process.execPath, [WAKEHOOK, "start", "--json"], {
    env: { ...process.env, WAKEHOOK_HOME: home },
    stdio: ["ignore", "pipe", "inherit"],
  });
  daemon = child;
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

async function wakehook(...words: ReadonlyArray<string | readonly string[]>): Promise<string> {
  const args = words.flat();
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

function expect(holds: boolean, words: string): asserts holds {
  if (!holds) throw new Error(words);
}

function step(words: string): void {
  console.log(`\n${styleText("bold", words)}`);
}

function fact(name: string, value: string): void {
  console.log(`  ${styleText("dim", name.padEnd(16))}${value.replaceAll("\n", "\n  ")}`);
}

function show(text: string): void {
  console.log(text.replaceAll(/^/gm, "    "));
}

function firstLines(text: string, count: number): string {
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => (line.length > 160 ? `${line.slice(0, 160)}…` : line));
  const left = lines.length - count;
  return left > 0
    ? [...lines.slice(0, count), `… ${String(left)} more lines`].join("\n")
    : lines.join("\n");
}
