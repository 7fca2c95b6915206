// A bot that only queues: the wake is a success when its session says so, over the real API and with the real command.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it, vi } from "vitest";
import { aHook, aTarget, createHome } from "./daemon-home.ts";
import { ended } from "./endings.ts";

const LAUNCHER = path.resolve("bin/wakehook.js");
const run = promisify(execFile);

async function wakeQueue() {
  const queue = aTarget("queue", 'echo "$WAKEHOOK_ACK_URL" > url.new; mv url.new url');
  const home = await createHome({
    hooks: [aHook("hook", { mode: "wake", prompt_template: "Look at {{n}}", to: ["queue"] })],
    config: {
      features: { commands: true },
      targets: [{ ...queue, queues: true, ack_seconds: 15 }],
    },
  });
  const daemon = await home.start();
  const { id } = await daemon.post("hook", { n: 7 });
  const file = path.join(home.paths.root, "url");
  const url = await vi.waitFor(() => readFileSync(file, "utf8").trim(), { timeout: 10_000 });
  return { home, daemon, id, url, token: url.slice(url.lastIndexOf("/") + 1) };
}

const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

it("is a success from the word of the session on, which needs no admin token", async () => {
  const { home, daemon, id, token } = await wakeQueue();
  const env = { PATH: process.env["PATH"], WAKEHOOK_HOME: home.paths.root };
  const ack = (...more: string[]) =>
    run(process.execPath, [LAUNCHER, "ack", token, ...more, "--json"], { env });

  const taken = await ack("--reply-follows");
  const done = await ack("--reply", "I looked at it");

  expect(JSON.parse(taken.stdout)).toMatchObject({ target: "queue", level: "taken" });
  expect(JSON.parse(done.stdout)).toMatchObject({ target: "queue", level: "finished" });
  expect(await ended(home, daemon, id)).toMatchObject({
    status: "success",
    runs: [{ mode: "wake", agent: "queue", answer: "I looked at it" }],
  });
  await expect(ack()).rejects.toMatchObject({ code: 6, stderr: /comes too late/ });
});

it("refuses words that are none, strangers, and tokens that nobody has", async () => {
  const { home, daemon, id, url } = await wakeQueue();

  expect((await post(url, { status: "success" })).status).toBe(400);
  expect((await post(url, { status: "done", reply: 5 })).status).toBe(400);
  expect((await post(url, { status: "done", more: 1 })).status).toBe(400);
  expect((await post(`${url}x`, { status: "done" })).status).toBe(404);
  expect((await post(url, { status: "done" }, { origin: "http://evil.example" })).status).toBe(403);
  expect((await fetch(url)).status).toBe(401);
  expect((await post(`${url}/more`, { status: "done" })).status).toBe(401);
  expect(home.delivery(id)?.state).toBe("running");

  expect((await post(url, { status: "done", reply: "yes" })).status).toBe(200);
  expect(await ended(home, daemon, id)).toMatchObject({ status: "success" });
  expect((await post(url, { status: "done", reply: "again" })).status).toBe(409);
});
