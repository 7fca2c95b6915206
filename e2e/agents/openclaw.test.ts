// A real OpenClaw gateway. It is too large to be installed here: WAKEHOOK_TEST_OPENCLAW names its openclaw.mjs
// (npm install --ignore-scripts openclaw).

import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { expect, it as test, onTestFinished, vi } from "vitest";
import { createHome } from "../../test/e2e/daemon-home.ts";
import { waitLonger } from "../../test/e2e/event-watch.ts";
import { ended } from "../../test/e2e/endings.ts";
import { RIGHT_KEY } from "./clis.ts";
import { openModelServer } from "./model/model-server.ts";

const PROGRAM = process.env["WAKEHOOK_TEST_OPENCLAW"];
if (PROGRAM === undefined)
  process.stderr.write("\n!!! WAKEHOOK_TEST_OPENCLAW names no gateway: its tests are SKIPPED\n");
const it = PROGRAM === undefined ? test.skip : test;
const TOKEN = "hook-token-0123456789";
const START_MS = 100_000;

/** Starts a gateway whose agents talk to the stand-in. */
async function openGateway(home: string): Promise<{ url: string; asked: () => string[] }> {
  const server = await openModelServer();
  const port = await freePort();
  const model = {
    id: "model",
    name: "model",
    reasoning: false,
    input: ["text"],
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    contextWindow: 100_000,
    maxTokens: 4096,
  };
  const provider = { apiKey: RIGHT_KEY, api: "openai-completions", models: [model] };
  await mkdir(path.join(home, ".openclaw"));
  await writeFile(
    path.join(home, ".openclaw/openclaw.json"),
    JSON.stringify({
      gateway: {
        mode: "local",
        port,
        bind: "loopback",
        auth: { mode: "token", token: "g".repeat(20) },
      },
      hooks: { enabled: true, token: TOKEN },
      agents: {
        defaults: { model: { primary: "standin/model" }, workspace: path.join(home, "ws") },
      },
      models: {
        mode: "merge",
        providers: { standin: { baseUrl: `${server.url}/v1`, ...provider } },
      },
    }),
  );
  const child = spawn(process.execPath, [PROGRAM ?? "", "gateway", "run", "--port", String(port)], {
    env: { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`, HOME: home },
    stdio: "ignore",
  });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await gone;
    await server.close();
  }, 30_000);
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(() => fetch(url), { timeout: START_MS, interval: 500 });
  return { url, asked: () => server.requests.map(({ body }) => body) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

it("runs a wake, says how it ended, and refuses what it does not know", async () => {
  const home = await createHome({});
  const { url, asked } = await openGateway(home.folder);
  const target = { kind: "openclaw", url, ack_seconds: 60 };
  await home.putConfig({
    targets: [
      { ...target, name: "claw", token: TOKEN },
      { ...target, name: "nobody", token: TOKEN, agent: "nobody" },
      { ...target, name: "stranger", token: "wrong" },
    ],
  });
  await home.putHooks(
    ["claw", "nobody", "stranger"].map((name) => ({
      id: name,
      title: "The site",
      mode: "wake",
      prompt_template: "Look: {{text}}",
      to: [name],
      timeout_seconds: 60,
    })),
  );
  const daemon = await home.start();
  waitLonger(90_000);
  const wake = async (name: string) => {
    const { id } = await daemon.post(name, { text: `[[say: read by ${name}]]` });
    return ended(home, daemon, id);
  };

  expect(await wake("claw")).toMatchObject({
    status: "success",
    runs: [{ answer: expect.stringContaining("OpenClaw's agent has answered") }],
  });
  expect(asked().filter((body) => body.includes("read by claw"))).toHaveLength(1);
  expect(await wake("nobody")).toMatchObject({
    status: "error:no_response",
    reason: expect.stringContaining('400: unknown agentId "nobody"'),
  });
  expect(await wake("stranger")).toMatchObject({ reason: expect.stringContaining("401") });
}, 240_000);
