// The package as a user installs it: bundled, packed, installed, and used from an empty folder.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bundleProgram } from "../../scripts/bundle/bundle-program.ts";
import { emitTypes } from "../../scripts/bundle/emit-types.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const LONG_MS = 120_000;
const run = promisify(execFile);

let folder = "";
let installed = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "wakehook-packed-"));
  const stage = path.join(folder, "stage");
  for (const name of ["package.json", "bin", "LICENSE"])
    await cp(path.join(ROOT, name), path.join(stage, name), { recursive: true });
  await bundleProgram(ROOT, path.join(stage, "dist"));
  await emitTypes(ROOT, path.join(stage, "dist", "types"));
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts"], { cwd: stage });
  const [packed] = JSON.parse(stdout) as [{ filename: string }];
  installed = path.join(folder, "user");
  await mkdir(installed);
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"];
  await run("npm", ["install", ...quiet, path.join(stage, packed.filename)], { cwd: installed });
}, LONG_MS);

let daemonProcess: ChildProcess | undefined;
afterAll(async () => {
  if (daemonProcess?.exitCode === null) daemonProcess.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

/** The installed command, under the Node that runs the tests. */
const command = (...args: readonly string[]): [string, string[]] => [
  process.execPath,
  [path.join(installed, "node_modules", ".bin", "wakehook"), ...args],
];
const environment = () => ({
  PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
  HOME: folder,
  WAKEHOOK_HOME: path.join(folder, "home"),
});

async function wakehook(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(...command(...args), { cwd: installed, env: environment() });
  return stdout;
}

it("holds the bundle and no sources", async () => {
  const inside = await readdir(path.join(installed, "node_modules", "wakehook"));

  expect(inside).toContain("dist");
  expect(inside).not.toContain("src");
  expect(inside).not.toContain("test");
});

it("says its version", async () => {
  const { version } = JSON.parse(await readFile(path.join(ROOT, "package.json"), "utf8")) as {
    version: string;
  };

  expect((await wakehook("--version")).trim()).toBe(version);
});

it(
  "takes a signed request and runs its agent",
  async () => {
    const task = path.join(folder, "site");
    await mkdir(task);
    await wakehook("init", "--provider", "claude", "--enable-agents");
    await wakehook("config", "set", "webhooks.port", "0");
    await wakehook("config", "set", "admin.port", "0");
    const { secret } = JSON.parse(
      await wakehook(
        "hook",
        "add",
        "github",
        "--id=site",
        "--mode=cron_task",
        `--folder=${task}`,
        "--provider=example",
        "--public-url=https://hooks.example.com",
        "--yes",
        "--json",
      ),
    ) as { secret: string };
    const daemon = await start();

    const answer = await post(`${daemon.url}/hooks/site`, secret);
    const { delivery_id } = (await answer.json()) as { delivery_id: string };
    const ended = await statusOf(delivery_id);
    const code = await daemon.stop();

    expect(answer.status).toBe(202);
    expect(ended).toBe("success");
    expect(code).toBe(0);
  },
  LONG_MS,
);

const PROGRAM = `
import { createServer } from "node:http";
import * as webhooks from "wakehook/webhooks";
const secret = webhooks.generateSecret();
const seen: string[] = [];
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const checked: webhooks.Verified = webhooks.verify({ headers, body, secrets: [secret] });
    seen.push(checked.ok ? JSON.parse(body).event : checked.reason);
    response.end();
  });
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = server.address();
const port = typeof address === "object" && address !== null ? address.port : 0;
const dispatcher = webhooks.createDispatcher({
  subscriptions: [{ id: "me", url: "http://127.0.0.1:" + port, secrets: [secret], events: ["run"] }],
});
const payload = webhooks.buildPayload({
  event: "run.started",
  at: Date.now(),
  id: "run_1",
  data: {
    run_id: "run_1", delivery_id: "dlv_1", hook_id: "site", event: null, entity: null,
    attempt: 1, mode: "wake", agent: null, started_at: new Date().toISOString(),
  },
});
const results = await dispatcher.dispatchSync(payload);
await dispatcher.close();
server.close();
console.log(JSON.stringify({ seen, results, events: webhooks.knownEvents().length }));
`;

it(
  "is a library too: a typed program signs, sends and verifies with it",
  async () => {
    const typed = path.join(installed, "library.ts");
    await writeFile(typed, PROGRAM);
    const types = path.join(ROOT, "node_modules/@types");
    const options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2024"];
    await writeFile(path.join(installed, "package.json"), '{"type":"module"}');
    await run(
      path.join(ROOT, "node_modules/.bin/tsc"),
      [typed, ...options, "--types", "node", "--typeRoots", types],
      { cwd: installed },
    );

    const { stdout } = await run(process.execPath, [typed], { cwd: installed });

    expect(JSON.parse(stdout)).toMatchObject({
      seen: ["run.started"],
      results: [{ subscription: "me", outcome: "delivered", attempts: 1, httpStatus: 200 }],
    });
  },
  LONG_MS,
);

async function start(): Promise<{ readonly url: string; stop(): Promise<number | null> }> {
  const [file, args] = command("start", "--json");
  const child = spawn(file, args, { env: environment(), stdio: ["ignore", "pipe", "inherit"] });
  daemonProcess = child;
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return {
    url: (JSON.parse(line) as { hooks_url: string }).hooks_url,
    async stop() {
      child.kill("SIGTERM");
      const [code] = (await once(child, "exit")) as [number | null];
      return code;
    },
  };
}

function post(url: string, secret: string): Promise<Response> {
  const body = JSON.stringify({
    action: "opened",
    issue: { number: 1, title: "The page is blank" },
    repository: { full_name: "octo/site" },
  });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return fetch(url, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-github-event": "issues",
      "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      "x-hub-signature-256": `sha256=${signature}`,
    },
  });
}

/** Asked again and again, as a user would; the test's own time limit ends it. */
async function statusOf(id: string): Promise<string> {
  for (;;) {
    const shown = JSON.parse(await wakehook("delivery", "show", id, "--json")) as {
      delivery?: { state: string; status: string };
      state?: string;
      status?: string;
    };
    const { state, status } = shown.delivery ?? shown;
    if (state === "done") return status ?? "";
  }
}
