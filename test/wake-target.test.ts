// A bot made with the library, woken by the real mode over a real socket.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRunProcess } from "../src/agents/process/run-process.ts";
import { Target } from "../src/core/settings/target.ts";
import { systemLookup } from "../src/outbound/resolve-target.ts";
import { systemClock } from "../src/system/clock.ts";
import { systemRandomness } from "../src/system/randomness.ts";
import { createWakeTarget, type Wake, type WakeTargetOptions } from "../src/wake-target.ts";
import { createAckLines, type AckLines } from "../src/wake/ack-lines.ts";
import { createBotTable } from "../src/wake/table.ts";
import { createTerminals } from "../src/wake/terminals.ts";
import { createWakeBot } from "../src/wake/wake-bot.ts";
import { generateSecret, sign } from "../src/webhooks.ts";
import { chatLedger } from "./ledger/chat/chat-bench.ts";
import { openModeBench, type ModeBench } from "./modes/mode-bench.ts";
import { openAckDoor, type AckDoor } from "./wake/ack-door.ts";

const SECRET = generateSecret();

let bench: ModeBench;
let door: AckDoor;
let lines: AckLines;
const closers: Array<() => Promise<void>> = [];

beforeEach(async () => {
  bench = await openModeBench();
  door = await openAckDoor((token, ack) => lines.acknowledge(token, ack));
  lines = createAckLines({
    mask: (text) => text.replaceAll("s3cr3t", "[masked]"),
    store: chatLedger().chats,
    clock: systemClock,
    randomness: systemRandomness,
    address: () => door.address,
  });
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await door.close();
  await bench.close();
});

async function wake(options: Omit<WakeTargetOptions, "secret">, more: object = {}) {
  const bot = await createWakeTarget({ secret: ["whsec_b2xk", SECRET], ...options }).listen();
  closers.push(() => bot.close());
  const target = Target.parse({ name: "bot", kind: "http", url: bot.url, secret: SECRET, ...more });
  const request = await bench.request({ hook: { mode: "wake", timeout_seconds: 10 } });
  const promptFile = path.join(request.runFolder, "prompt.md");
  await writeFile(promptFile, "Look at it.\n");
  const wakeBot = createWakeBot({
    lines,
    bots: createBotTable({
      clock: systemClock,
      lookup: systemLookup,
      terminals: createTerminals({ clock: systemClock }),
      runProcess: createRunProcess({ clock: systemClock }),
      paths: bench.paths,
      environment: {},
    }),
  });
  return wakeBot({ request, target, folder: request.runFolder, promptFile });
}

test("its words are the answer", async () => {
  const seen: Wake[] = [];

  const woken = await wake({
    onWake(given) {
      seen.push(given);
      return `read: ${given.prompt.trim()}`;
    },
  });

  expect(woken).toMatchObject({ took: true, answer: "read: Look at it." });
  expect(seen).toMatchObject([{ hookId: "site", event: "issues.opened", timeoutSeconds: 10 }]);
});

test("work that takes longer is taken at once and answered by the token", async () => {
  const woken = await wake({
    answerWithinMs: 20,
    onWake: () => new Promise((resolve) => setTimeout(() => resolve("it took a while"), 100)),
  });

  expect(woken).toMatchObject({ took: true, answer: "it took a while" });
  expect(door.said.map(({ level }) => level)).toEqual(["finished"]);
});

test("a bot that only queues says itself when its session has the prompt", async () => {
  const woken = await wake(
    {
      waitsForTaken: true,
      answerWithinMs: 20,
      async onWake(given) {
        // The request is answered first: what is said before needs no word of its own.
        await new Promise((resolve) => setTimeout(resolve, 100));
        given.taken();
        given.taken();
        return "done";
      },
    },
    { ack_seconds: 5 },
  );

  expect(woken).toMatchObject({ took: true, answer: "done" });
  expect(door.said).toMatchObject([{ level: "taken", replyFollows: true }, { level: "finished" }]);
});

test("a bot that only queues and fails before its session has the prompt is no success", async () => {
  const woken = await wake(
    {
      waitsForTaken: true,
      answerWithinMs: 20,
      async onWake() {
        await new Promise((resolve) => setTimeout(resolve, 60));
        throw new Error("no session is open");
      },
    },
    { ack_seconds: 0.3 },
  );

  expect(woken).toMatchObject({
    took: false,
    fault: expect.stringContaining("no session is open"),
  });
  expect(door.said).toEqual([]);
});

test("what comes again is not done again", async () => {
  let calls = 0;
  const woken = await wake(
    {
      waitsForTaken: true,
      answerWithinMs: 20,
      onWake: () => {
        calls += 1;
        return new Promise<string>(() => {});
      },
    },
    { ack_seconds: 0.1 },
  );

  expect(woken).toMatchObject({ took: false, fault: expect.stringContaining("tried 2 times") });
  expect(calls).toBe(1);
});

test("what it throws is a failure, and said", async () => {
  const errors: Error[] = [];

  const woken = await wake({
    onWake: () => Promise.reject(new Error("no session is open")),
    onError: (error) => errors.push(error),
  });

  expect(woken).toMatchObject({ took: false, fault: "it failed: no session is open" });
  expect(errors).toHaveLength(1);
});

test("strangers and nonsense are refused, and what is no wake is ignored", async () => {
  const calls: Wake[] = [];
  const target = createWakeTarget({ secret: SECRET, onWake: (given) => void calls.push(given) });
  const send = (
    body: string,
    headers: Record<string, string> = sign({ id: "m", body, secrets: [SECRET] }),
  ) => target.handle(new Request("http://localhost/", { method: "POST", body, headers }));

  expect((await target.handle(new Request("http://localhost/"))).status).toBe(405);
  expect((await send("{}", {})).status).toBe(401);
  expect((await send("[1")).status).toBe(400);
  expect((await send("x".repeat(4_194_305))).status).toBe(413);
  expect(await (await send('{"type":"message.posted"}')).json()).toEqual({ status: "ignored" });
  expect(await (await send('{"type":"wake.requested","data":{}}')).json()).toMatchObject({
    status: "failed",
  });
  expect(calls).toEqual([]);
});
