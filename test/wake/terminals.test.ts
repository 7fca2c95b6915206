import { spawn } from "node:child_process";
import { appendFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TerminalAnswer, TerminalSession } from "../../src/core/ports/terminals-port.ts";
import type { AckLevel } from "../../src/core/records/conversation.ts";
import { Target } from "../../src/core/settings/target.ts";
import type { WakeAnswer } from "../../src/core/ports/wake-port.ts";
import { createClaudeTerminal } from "../../src/wake/claude-terminal.ts";
import { createTerminals, type Terminals } from "../../src/wake/terminals.ts";
import { fastClock } from "../chat/fast-clock.ts";
import { openModeBench, type ModeBench } from "../modes/mode-bench.ts";

const SPEED = 40;
const NEVER = new AbortController().signal;

let bench: ModeBench;
let terminals: Terminals;
let clock: ReturnType<typeof fastClock>;
let noted: Array<[AckLevel, string | null]>;

beforeEach(async () => {
  bench = await openModeBench();
  clock = fastClock(SPEED);
  terminals = createTerminals({ clock });
  noted = [];
  offers = 0;
});
afterEach(() => bench.close());

const session = (id: string, more: Partial<TerminalSession> = {}): TerminalSession => ({
  id,
  folder: "/code/site",
  transcript: null,
  pid: process.pid,
  ...more,
});

let waiters = 0;
/** A hook program asks for something to do. */
function wait(
  one: TerminalSession,
  { state = "idle", id = `waiter ${(waiters += 1)}`, at = clock.now(), signal = NEVER } = {},
): Promise<TerminalAnswer & { id: string }> {
  const waiter = { id, at, state: state as "idle" | "busy", stateAt: clock.now() };
  return terminals.wait(one, waiter, signal).then((answer) => ({ ...answer, id }));
}

/** Whether a waiter has been told anything by now. */
async function isTold(answer: Promise<unknown>): Promise<boolean> {
  let told = false;
  void answer.finally(() => {
    told = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return told;
}

/** A hook program waits, and hands over what it gets; gives back its key. */
async function handOver(one: TerminalSession): Promise<string> {
  const answer = await wait(one);
  if (answer.kind !== "text") throw new Error(`was told ${answer.kind}`);
  expect(terminals.take(one.id, answer.id, answer.key)).toBe(true);
  return answer.key;
}

const busy = (one: TerminalSession, key: string | null, promptId: string | null = "p1") =>
  terminals.tell(one, { kind: "busy", at: clock.now(), key, promptId });
const idle = (
  one: TerminalSession,
  reply: string | null,
  { promptId = "p1", fault = null }: { promptId?: string | null; fault?: string | null } = {},
) => terminals.tell(one, { kind: "idle", at: clock.now(), promptId, reply, fault });

let keys = 0;
let offers = 0;
/** Settles when so many wakes have been put in line. */
const offered = (count: number) => vi.waitFor(() => expect(offers).toBe(count));

/** Wakes a session as the mode does. */
async function wake(
  target: object = {},
  more: { signal?: AbortSignal; attempt?: number; key?: string } = {},
): Promise<WakeAnswer> {
  const request = await bench.request({ hook: { mode: "wake", timeout_seconds: 20 } });
  const promptFile = path.join(request.runFolder, "prompt.md");
  await writeFile(promptFile, "Look at it.\n");
  const claude = createClaudeTerminal({
    clock,
    terminals: {
      ...terminals,
      offer(one) {
        terminals.offer(one);
        offers += 1;
      },
    },
  });
  const given = Target.parse({
    name: "front",
    kind: "claude_terminal",
    ack_seconds: 15,
    ...target,
  });
  if (given.kind !== "claude_terminal") throw new Error("another kind");
  return claude({
    request,
    config: request.config,
    target: given,
    folder: request.runFolder,
    promptFile,
    attempt: more.attempt ?? 1,
    key: "wake_1",
    signal: more.signal ?? NEVER,
    ack: {
      token: more.key ?? String((keys += 1)).padStart(43, "k"),
      url: "",
      wait: () => Promise.resolve(null),
      note: (level, reply) => void noted.push([level, reply]),
    },
  });
}

test("an idle session gets the text, and the words of its turn's end are the answer", async () => {
  const one = session("s1");
  const given = wait(one);
  const answer = wake();
  const text = await given;

  expect(text).toMatchObject({ kind: "text", text: expect.stringContaining("Look at it.") });
  if (text.kind !== "text") return;
  expect(text.text).toContain(`wakehook wake: ${text.key}`);
  expect(terminals.take("s1", text.id, text.key)).toBe(true);
  busy(one, text.key, "p7");
  idle(one, " I looked ", { promptId: "p7" });

  expect(await answer).toEqual({ level: "finished", answer: "I looked" });
  expect(noted.map(([level]) => level)).toEqual(["accepted", "taken"]);
});

test("a busy session is left alone until its turn has ended", async () => {
  const one = session("s1");
  let told: TerminalAnswer["kind"] | null = null;
  const given = wait(one, { state: "busy" }).then((answer) => {
    told = answer.kind;
    return answer;
  });
  const answer = wake();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(told).toBeNull();

  idle(one, "the owner's own answer");
  const text = await given;
  if (text.kind !== "text") throw new Error(text.kind);
  terminals.take("s1", text.id, text.key);
  busy(one, text.key);
  idle(one, "mine");

  expect(await answer).toMatchObject({ answer: "mine" });
});

test("a turn of somebody else is not the wake's", async () => {
  const one = session("s1");
  const key = handOver(one);
  const answer = wake();
  busy(one, await key, "mine");
  idle(one, "not mine", { promptId: "another" });
  idle(one, "mine", { promptId: "mine" });

  expect(await answer).toMatchObject({ answer: "mine" });
});

test("two wakes go one after the other, each with its own answer", async () => {
  const one = session("s1");
  const first = handOver(one);
  const answers = Promise.all([wake(), wake()]);
  for (const words of ["one", "two"]) {
    const key = await (words === "one" ? first : handOver(one));
    busy(one, key, words);
    expect(await isTold(wait(one))).toBe(false);
    idle(one, words, { promptId: words });
  }

  expect((await answers).map(({ answer }) => answer).toSorted()).toEqual(["one", "two"]);
});

test("a session that has a wake in its queue gets no other, though it looks idle", async () => {
  const transcript = path.join(bench.elsewhere, "s1.jsonl");
  await writeFile(transcript, "");
  const one = session("s1", { transcript });
  const key = handOver(one);
  const first = wake();
  await key;
  const second = wake({}, { signal: AbortSignal.timeout(400) });
  await offered(2);
  idle(one, "the owner's own turn", { promptId: "theirs" });
  const waiting = wait(one);
  expect(await isTold(waiting)).toBe(false);

  busy(one, await key, "mine");
  idle(one, "mine", { promptId: "mine" });
  expect(await first).toMatchObject({ answer: "mine" });
  expect(await waiting).toMatchObject({ kind: "text" });
  await second;
});

test("the end of a turn may be told before its beginning", async () => {
  const transcript = path.join(bench.elsewhere, "s1.jsonl");
  await writeFile(transcript, "");
  const one = session("s1", { transcript });
  const key = handOver(one);
  const answer = wake();
  await key;
  idle(one, "quick", { promptId: "mine" });
  busy(one, await key, "mine");

  expect(await answer).toMatchObject({ answer: "quick" });
});

test("a turn that failed is no answer", async () => {
  const one = session("s1");
  const key = handOver(one);
  const answer = wake();
  busy(one, await key);
  idle(one, null, { fault: "its turn failed: API Error: 529" });

  expect(await answer).toEqual({
    level: "finished",
    answer: "",
    fault: "its turn failed: API Error: 529",
  });
});

test("a session that is closed in the wake's turn has not answered", async () => {
  const one = session("s1");
  const key = handOver(one);
  const answer = wake();
  busy(one, await key);
  terminals.tell(one, { kind: "end", at: clock.now() });

  expect(await answer).toMatchObject({ fault: "the session was closed before it answered" });
});

test("where no session is open it is said soon, and not tried again", async () => {
  const answer = await wake({ ack_seconds: 3600 });

  expect(answer).toMatchObject({
    level: null,
    fault: expect.stringContaining("no Claude Code session is open"),
  });
  expect(answer.again).toBeUndefined();
});

test("only a session of the target's folder is woken", async () => {
  const other = wait(session("s2", { folder: "/code/other", pid: 1 }));
  const key = handOver(session("s1"));
  const answer = wake({ folder: "/code/site" });

  busy(session("s1"), await key);
  idle(session("s1"), "right");
  expect(await answer).toMatchObject({ answer: "right" });
  expect(await isTold(other)).toBe(false);
  expect(await wake({ folder: "/code/nowhere" })).toMatchObject({
    fault: expect.stringContaining("in /code/nowhere"),
  });
});

test("of several sessions the one that was used last is woken", async () => {
  const [old, young] = [session("s1"), session("s2", { pid: 1 })];
  const first = wait(old);
  idle(old, null);
  const second = wait(young, { at: clock.now() + 1 });
  terminals.tell(young, {
    kind: "idle",
    at: clock.now() + 60_000,
    promptId: null,
    reply: null,
    fault: null,
  });
  const answer = wake({}, { signal: AbortSignal.timeout(300) });

  expect(await second).toMatchObject({ kind: "text" });
  expect(await isTold(first)).toBe(false);
  await answer;
});

test("the youngest waiter of a session stays, older ones are told to leave", async () => {
  const one = session("s1");
  const older = wait(one, { at: 1000 });
  const young = wait(one, { at: 2000 });

  expect(await older).toMatchObject({ kind: "leave" });
  expect(await wait(one, { at: 1500 })).toMatchObject({ kind: "leave" });
  expect(await isTold(young)).toBe(false);
});

test("a process has one session: a new one ends the one before it", async () => {
  const before = wait(session("s1"));
  const after = wait(session("s2"));

  expect(await before).toMatchObject({ kind: "leave" });
  expect(terminals.list().map(({ id }) => id)).toEqual(["s2"]);
  expect(await isTold(after)).toBe(false);
});

test("a waiter that was killed with the text in its hand loses nothing", async () => {
  const one = session("s1");
  const killed = wait(one);
  const answer = wake();
  expect(await killed).toMatchObject({ kind: "text" });

  const key = await handOver(one);
  busy(one, key);
  idle(one, "the next one did it");

  expect(await answer).toMatchObject({ answer: "the next one did it" });
  expect(terminals.take("s1", (await killed).id, key)).toBe(false);
});

test("a waiter whose connection has gone is not counted on", async () => {
  const hungUp = new AbortController();
  const gone = wait(session("s1"), { signal: hungUp.signal });
  hungUp.abort();

  expect(await gone).toMatchObject({ kind: "none" });
  expect(terminals.list()).toMatchObject([{ id: "s1", waits: false }]);
  expect(await wake()).toMatchObject({ level: null });
});

test("what stands in the transcript only in the queue is not taken yet, and is not given twice", async () => {
  const transcript = path.join(bench.elsewhere, "s1.jsonl");
  await writeFile(transcript, '{"type":"mode"}\n');
  const one = session("s1", { transcript });
  const key = handOver(one);
  const first = wake({ ack_seconds: 2 }, { key: "q".padStart(43, "q") });
  await appendFile(transcript, `{"type":"queue-operation","content":"${await key}"}\n`);
  expect(await first).toMatchObject({ level: "accepted", again: true });

  const again = wake({}, { key: await key, attempt: 2 });
  const waiting = wait(one);
  await offered(2);
  expect(await isTold(waiting)).toBe(false);
  await appendFile(transcript, `{"type":"user","message":"${await key}"}\n`);
  await new Promise((resolve) => setTimeout(resolve, 60));
  idle(one, "from the queue");

  expect(await again).toMatchObject({ level: "finished", answer: "from the queue" });
  expect(await isTold(waiting)).toBe(false);
});

test("what was handed over and is nowhere is given once more", async () => {
  const transcript = path.join(bench.elsewhere, "s1.jsonl");
  await writeFile(transcript, "");
  const one = session("s1", { transcript });
  const key = handOver(one);
  expect(await wake({ ack_seconds: 2 }, { key: "r".padStart(43, "r") })).toMatchObject({
    fault: "the session did not take it within 2 s",
    again: true,
  });

  idle(one, null);
  const again = wake({}, { key: await key, attempt: 2 });
  busy(one, await handOver(one));
  idle(one, "now");

  expect(await again).toMatchObject({ answer: "now" });
});

test("a session that was busy all the time is said to have been", async () => {
  void wait(session("s1"), { state: "busy" });

  expect(await wake({ ack_seconds: 12 })).toMatchObject({
    level: "written",
    fault: "the session was busy for 12 s",
    again: true,
  });
});

test("a turn that its user broke off leaves the session idle, by its transcript", async () => {
  const transcript = path.join(bench.elsewhere, "s1.jsonl");
  const one = session("s1", { transcript });
  const given = wait(one, { state: "busy" });
  const answer = wake({}, { signal: AbortSignal.timeout(1000) });
  const line = (text: string, type: string): string =>
    `${JSON.stringify({ type, timestamp: new Date(clock.now() + 1000).toISOString(), message: { content: [{ type: "text", text }] } })}\n`;
  await writeFile(
    transcript,
    line("Let me", "assistant") + line("[Request interrupted by user]", "user"),
  );

  expect(await given).toMatchObject({ kind: "text" });
  await answer;
});

test("a wake whose turn its user broke off was taken, and has no answer", async () => {
  const transcript = path.join(bench.elsewhere, "s1.jsonl");
  await writeFile(transcript, "");
  const one = session("s1", { transcript });
  const key = handOver(one);
  const answer = wake();
  busy(one, await key);
  const message = { content: [{ type: "text", text: "[Request interrupted by user]" }] };
  const timestamp = new Date(clock.now()).toISOString();
  await appendFile(transcript, `${JSON.stringify({ type: "user", timestamp, message })}\n`);

  expect(await answer).toEqual({
    level: "taken",
    answer: "",
    fault: "its user broke the turn off",
  });
});

test("a session whose process is killed in the wake's turn has not answered", async () => {
  const agent = spawn("sleep", ["600"], { stdio: "ignore" });
  const one = session("s1", { pid: agent.pid ?? 0 });
  const key = handOver(one);
  const answer = wake();
  busy(one, await key);
  const gone = new Promise((resolve) => agent.once("exit", resolve));
  agent.kill("SIGKILL");
  await gone;

  expect(await answer).toMatchObject({ fault: "the session was closed before it answered" });
  expect(terminals.list()).toEqual([]);
});

test("a wake that is ended from outside is in nobody's way", async () => {
  const stop = new AbortController();
  const ended = wake({}, { signal: stop.signal });
  await new Promise((resolve) => setTimeout(resolve, 20));
  stop.abort();
  expect((await ended).again).not.toBe(true);

  const one = session("s1");
  expect(await isTold(wait(one))).toBe(false);
});

test("after a restart a waiter brings the state of its session with it", async () => {
  void wait(session("s1"), { state: "busy" });

  expect(terminals.list()).toMatchObject([
    { id: "s1", folder: "/code/site", state: "busy", waits: true, pid: process.pid },
  ]);
});
