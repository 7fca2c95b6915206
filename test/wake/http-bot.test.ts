import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRunProcess } from "../../src/agents/process/run-process.ts";
import { Target } from "../../src/core/settings/target.ts";
import { systemLookup } from "../../src/outbound/resolve-target.ts";
import { systemClock } from "../../src/system/clock.ts";
import { systemRandomness } from "../../src/system/randomness.ts";
import { createAckLines, type AckLines } from "../../src/wake/ack-lines.ts";
import { createBotTable } from "../../src/wake/table.ts";
import { createTerminals } from "../../src/wake/terminals.ts";
import { createTellBot } from "../../src/wake/tell-bot.ts";
import { createWakeBot, type WokenBot } from "../../src/wake/wake-bot.ts";
import { chatLedger } from "../ledger/chat/chat-bench.ts";
import { openModeBench, type ModeBench } from "../modes/mode-bench.ts";
import { startBot, type BotRequest, type BotServer } from "./bot-server.ts";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

let bench: ModeBench;
let bot: BotServer | undefined;
let lines: AckLines;
let ledger: ReturnType<typeof chatLedger>;

beforeEach(async () => {
  bench = await openModeBench();
  ledger = chatLedger();
  lines = createAckLines({
    mask: (text) => text.replaceAll("s3cr3t", "[masked]"),
    store: ledger.chats,
    clock: systemClock,
    randomness: systemRandomness,
    address: () => ({ host: "127.0.0.1", port: 8743 }),
  });
});
afterEach(async () => {
  await bot?.close();
  bot = undefined;
  await bench.close();
});

const deps = () => ({
  clock: systemClock,
  lookup: systemLookup,
  terminals: createTerminals({ clock: systemClock }),
  runProcess: createRunProcess({ clock: systemClock }),
  paths: bench.paths,
  environment: {},
});
const says = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};

/** Wakes a bot that answers so. */
async function wake(
  answer: Parameters<typeof startBot>[1],
  { target: more = {}, signal }: { target?: object; signal?: AbortSignal } = {},
): Promise<WokenBot> {
  bot = await startBot(SECRET, answer);
  const target = Target.parse({ name: "bot", kind: "http", url: bot.url, secret: SECRET, ...more });
  return wakeTarget(target, signal);
}

async function wakeTarget(target: Target, signal?: AbortSignal): Promise<WokenBot> {
  const request = await bench.request({
    hook: { mode: "wake", timeout_seconds: 5 },
    ...(signal === undefined ? {} : { signal }),
  });
  const promptFile = path.join(request.runFolder, "prompt.md");
  await writeFile(promptFile, "Look at it.\n");
  const wakeBot = createWakeBot({ lines, bots: createBotTable(deps()) });
  return wakeBot({ request, target, folder: request.runFolder, promptFile });
}

test("a bot gets the prompt, signed as Standard Webhooks say, and its words are the answer", async () => {
  const woken = await wake(
    (_, __, response) => says(response, 200, { status: "done", reply: " I did it " }),
    {
      target: { headers: { "X-Own": "mine" } },
    },
  );

  expect(woken).toMatchObject({ took: true, answer: "I did it" });
  const [request] = bot?.requests ?? [];
  expect(request?.body).toMatchObject({
    type: "wake.requested",
    data: {
      hook_id: "site",
      event: "issues.opened",
      attempt: 1,
      prompt: "Look at it.\n",
      timeout_seconds: 5,
    },
  });
  expect(request?.headers).toMatchObject({ "x-own": "mine", "content-type": "application/json" });
  expect(request?.headers["idempotency-key"]).toBe(request?.headers["webhook-id"]);
});

test("a bot that accepts is waited for: its word comes by the token", async () => {
  const woken = await wake(({ body }, _, response) => {
    says(response, 202, { status: "accepted" });
    const { token } = body.data["ack"] as { token: string };
    setImmediate(() => lines.acknowledge(token, { level: "finished", reply: "later" }));
  });

  expect(woken).toMatchObject({ took: true, answer: "later" });
});

test("a bot may say that its session took it, without any words", async () => {
  const woken = await wake((_, __, response) => says(response, 200, { status: "taken" }));

  expect(woken).toMatchObject({ took: true, answer: "" });
});

test("a status alone is no success: without a word in time it is asked once more with the same key", async () => {
  const woken = await wake((_, __, response) => response.writeHead(204).end(), {
    target: { ack_seconds: 0.05 },
  });

  expect(woken).toMatchObject({
    took: false,
    fault: "its session did not take it within 0.05 s (tried 2 times)",
  });
  expect(keysOf(bot?.requests)).toEqual([1, 2]);
});

test("a bot that has trouble is asked once more, with the same key", async () => {
  const woken = await wake((_, number, response) => {
    if (number === 1) says(response, 503, {});
    else says(response, 200, { status: "done", reply: "better" });
  });

  expect(woken).toMatchObject({ took: true, answer: "better" });
  expect(keysOf(bot?.requests)).toEqual([1, 2]);
});

test.each([
  ["refuses", (response: ServerResponse) => says(response, 401, {}), "it answered 401"],
  [
    "has moved",
    (response: ServerResponse) =>
      response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
    "it answered 302",
  ],
  [
    "fails",
    (response: ServerResponse) => says(response, 200, { status: "failed", error: "no model" }),
    "it failed: no model",
  ],
  [
    "says nothing",
    (response: ServerResponse) => says(response, 200, { status: "done", reply: "  " }),
    "it said nothing",
  ],
  [
    "never stops talking",
    (response: ServerResponse) => response.end("x".repeat(100_000)),
    "its answer is longer than 64 kB",
  ],
])("a bot that %s has not taken it, and is not asked again", async (_, answer, fault) => {
  const woken = await wake((__, ___, response) => {
    answer(response);
  });

  expect(woken).toMatchObject({ took: false, fault });
  expect(bot?.requests).toHaveLength(1);
});

test("a bot that is not there is said to be so", async () => {
  const target = Target.parse({
    name: "bot",
    kind: "http",
    url: "http://127.0.0.1:9/",
    secret: SECRET,
  });

  expect(await wakeTarget(target)).toMatchObject({
    took: false,
    fault: "ECONNREFUSED (tried 2 times)",
  });
});

test("a stop ends the waiting for a bot that holds the line", async () => {
  const stop = new AbortController();
  const going = wake(() => stop.abort("stopped"), { signal: stop.signal });

  expect(await going).toMatchObject({ took: false, fault: "it was ended from outside" });
});

test("the ledger knows how far each handover got, and no token or secret", async () => {
  await wake((_, __, response) => says(response, 200, { status: "done", reply: "yes, s3cr3t" }));
  const runId = bot?.requests[0]?.body.data["run_id"] as never;

  expect(ledger.chats.handovers(runId)).toMatchObject([
    { target: "bot", level: "finished", reply: "yes, [masked]", endedAt: null },
  ]);
  lines.endRun(runId);
  expect(ledger.chats.handovers(runId)[0]?.endedAt).toBeGreaterThan(0);
});

test("a message needs no more than a 2xx", async () => {
  bot = await startBot(SECRET, (_, number, response) =>
    says(response, number === 1 ? 204 : 500, {}),
  );
  const target = Target.parse({ name: "bot", kind: "http", url: bot.url, secret: SECRET });
  const request = await bench.request({ hook: { mode: "notify" } });
  const inputFile = path.join(request.runFolder, "message.txt");
  await writeFile(inputFile, "News.\n");
  const tell = createTellBot(deps());
  const message = { request, target, folder: request.runFolder, inputFile };

  expect(await tell(message)).toEqual({ took: true });
  expect(await tell(message)).toEqual({ took: false, fault: "it answered 500" });
  expect(bot.requests[0]?.body).toMatchObject({ type: "message.posted", data: { text: "News." } });
});

/** The numbers of the attempts, which must all have one key. */
function keysOf(requests: readonly BotRequest[] = []): unknown[] {
  expect(new Set(requests.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  return requests.map(({ body }) => body.data["attempt"]);
}
