import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRunProcess } from "../../src/agents/process/run-process.ts";
import { Target } from "../../src/core/settings/target.ts";
import { systemLookup } from "../../src/outbound/resolve-target.ts";
import { systemRandomness } from "../../src/system/randomness.ts";
import { createAckLines } from "../../src/wake/ack-lines.ts";
import { gatewayUrl } from "../../src/wake/openclaw-call.ts";
import { createBotTable } from "../../src/wake/table.ts";
import { createTerminals } from "../../src/wake/terminals.ts";
import { createWakeBot, type WokenBot } from "../../src/wake/wake-bot.ts";
import { fastClock } from "../chat/fast-clock.ts";
import { chatLedger } from "../ledger/chat/chat-bench.ts";
import { openModeBench, type ModeBench } from "../modes/mode-bench.ts";

interface Asked {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}
/** Answers one question as the gateway's documents say; nothing: the connection is dropped. */
type Gateway = (asked: Asked, number: number, response: ServerResponse) => void;

const SPEED = 50;
let bench: ModeBench;
let server: Server | undefined;
let asked: Asked[];
let ledger: ReturnType<typeof chatLedger>;

beforeEach(async () => {
  bench = await openModeBench();
  ledger = chatLedger();
  asked = [];
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await bench.close();
});

async function startGateway(gateway: Gateway): Promise<string> {
  server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>;
      const one = { url: request.url ?? "", headers: request.headers, body };
      asked.push(one);
      gateway(one, asked.length, response);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function wake(
  gateway: Gateway,
  {
    prompt = "Look at it.\n",
    ...more
  }: { prompt?: string; signal?: AbortSignal; agent?: string; ack_seconds?: number } = {},
): Promise<WokenBot> {
  const { signal, ...fields } = more;
  const url = await startGateway(gateway);
  const target = Target.parse({
    name: "claw",
    kind: "openclaw",
    url,
    token: "hook-token",
    ...fields,
  });
  const request = await bench.request({
    hook: { mode: "wake", timeout_seconds: 20 },
    ...(signal === undefined ? {} : { signal }),
  });
  const promptFile = path.join(request.runFolder, "prompt.md");
  await writeFile(promptFile, prompt);
  const clock = fastClock(SPEED);
  const lines = createAckLines({
    store: ledger.chats,
    clock,
    randomness: systemRandomness,
    mask: (text) => text,
    address: () => ({ host: "127.0.0.1", port: 8743 }),
  });
  const bots = createBotTable({
    clock,
    lookup: systemLookup,
    runProcess: createRunProcess({ clock }),
    paths: bench.paths,
    environment: {},
    terminals: createTerminals({ clock }),
  });
  return createWakeBot({ lines, bots })({ request, target, folder: request.runFolder, promptFile });
}

const says = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};
const ADMITTED = { ok: true, runId: "hook-run-1" };
const ends = (status: string, replyDisposition: string) => ({
  ...ADMITTED,
  completion: { status, replyDisposition, delivered: false, deliveryAttempted: false },
});
/** Lets the run in, then says so of its end. */
const gateway =
  (end: unknown): Gateway =>
  ({ body }, _, response) =>
    says(response, body["waitForCompletion"] === true ? end : ADMITTED);

test("a gateway lets the run in, and says how it ended: both by one key", async () => {
  const woken = await wake(gateway(ends("ok", "visible")), { agent: "main" });

  expect(woken).toMatchObject({ took: true, answer: expect.stringContaining("hook-run-1") });
  expect(asked.map(({ url }) => url)).toEqual(["/hooks/agent", "/hooks/agent"]);
  expect(asked[0]?.headers).toMatchObject({ authorization: "Bearer hook-token" });
  const key = asked[0]?.headers["idempotency-key"];
  expect(key).toMatch(/^wake_run_/);
  expect(asked[1]?.headers["idempotency-key"]).toBe(key);
  expect(asked[0]?.body).toEqual({
    message: "Look at it.\n",
    name: "The site",
    agentId: "main",
    deliver: false,
    timeoutSeconds: 20,
  });
  expect(asked[1]?.body).toEqual({ ...asked[0]?.body, waitForCompletion: true });
});

test.each([
  [ends("ok", "silent"), { took: true, answer: expect.stringMatching(/^\[SILENT\]/) }],
  [ends("ok", "empty"), { took: false, fault: "its agent said nothing (hook-run-1)" }],
  [ends("error", "empty"), { took: false, fault: "its run ended with error (hook-run-1)" }],
  [ends("skipped", "empty"), { took: false, fault: "its run ended with skipped (hook-run-1)" }],
  [ADMITTED, { took: false, fault: expect.stringContaining("does not say how runs end") }],
])("what the gateway says of the end is what counts: %j", async (end, expected) => {
  expect(await wake(gateway(end))).toMatchObject(expected);
  expect(asked).toHaveLength(2);
});

test("a gateway that drops the connection while the run goes on is asked again with the same key", async () => {
  const woken = await wake((_, number, response) => {
    if (number === 1) says(response, ADMITTED);
    else if (number === 2) response.socket?.destroy();
    else if (number === 3) says(response, { ok: false, error: "gateway_unavailable" }, 503);
    else says(response, ends("ok", "visible"));
  });

  expect(woken).toMatchObject({ took: true });
  expect(new Set(asked.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
});

test("a gateway that never says how the run ended is waited for as long as the hook allows, and no longer", async () => {
  const woken = await wake(({ body }, _, response) => {
    if (body["waitForCompletion"] !== true) says(response, ADMITTED);
  });

  expect(woken).toMatchObject({ took: false, fault: "its run did not end within 20 s" });
});

test.each([
  [401, 1, "the gateway answered 401"],
  [400, 1, "the gateway answered 400: no such agent"],
  [404, 1, "the gateway answered 404"],
  [409, 2, "the gateway answered 409: busy (tried 2 times)"],
  [503, 2, "the gateway answered 503 (tried 2 times)"],
])("a refusal is final or passing by its status: %i", async (status, times, fault) => {
  const errors: Record<number, string> = { 400: "no such agent", 409: "busy" };
  const woken = await wake((_, __, response) => {
    const error = errors[status];
    if (error === undefined) response.writeHead(status).end("Unauthorized");
    else says(response, { ok: false, error }, status);
  });

  expect(woken).toMatchObject({ took: false, fault });
  expect(asked).toHaveLength(times);
});

test("a gateway that is not there is tried twice, and one that never answers too", async () => {
  const silent = await wake(() => {}, { ack_seconds: 2 });
  expect(silent).toMatchObject({ took: false, fault: "it did not answer in time (tried 2 times)" });

  server?.closeAllConnections();
  const woken = await wake((_, __, response) => void response.socket?.destroy());
  expect(woken.fault).toContain("(tried 2 times)");
});

test("a prompt that the gateway would cut off is not sent", async () => {
  const woken = await wake(gateway(ends("ok", "visible")), { prompt: "x".repeat(270_000) });

  expect(woken.fault).toContain("256 KiB");
  expect(asked).toEqual([]);
});

test("a run that is stopped is asked about no longer", async () => {
  const stop = new AbortController();
  const woken = await wake(
    ({ body }, _, response) => {
      if (body["waitForCompletion"] === true) stop.abort("stopped");
      else says(response, ADMITTED);
    },
    { signal: stop.signal },
  );

  expect(woken.took).toBe(false);
  expect(asked).toHaveLength(2);
});

test.each([
  ["http://127.0.0.1:18789", "http://127.0.0.1:18789/hooks/agent"],
  ["http://127.0.0.1:18789/", "http://127.0.0.1:18789/hooks/agent"],
  ["https://claw.example/in/hooks/", "https://claw.example/in/hooks/agent"],
  ["https://claw.example/hooks/agent", "https://claw.example/hooks/agent"],
])("the address may be the gateway's, that of its hooks, or the whole: %s", (written, url) => {
  expect(gatewayUrl(written).href).toBe(url);
});
