import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createRunProcess } from "../../src/agents/process/run-process.ts";
import type { RunOutcome } from "../../src/core/records/run.ts";
import type { WakeTurn } from "../../src/core/ports/conversations-port.ts";
import { createWake } from "../../src/modes/wake.ts";
import { systemLookup } from "../../src/outbound/resolve-target.ts";
import { findSource } from "../../src/sources/table.ts";
import { systemClock } from "../../src/system/clock.ts";
import { systemRandomness } from "../../src/system/randomness.ts";
import { createAckLines, type AckLines } from "../../src/wake/ack-lines.ts";
import { createBotTable } from "../../src/wake/table.ts";
import { createTerminals } from "../../src/wake/terminals.ts";
import { createWakeBot } from "../../src/wake/wake-bot.ts";
import { chatLedger } from "../ledger/chat/chat-bench.ts";
import { openModeBench, type ModeBench, type RequestParts } from "./mode-bench.ts";

let bench: ModeBench;
let ledger: ReturnType<typeof chatLedger>;
let lines: AckLines;
let woken: WakeTurn[];
let mode: ReturnType<typeof createWake>;

beforeEach(async () => {
  bench = await openModeBench();
  ledger = chatLedger();
  woken = [];
  const deps = {
    clock: systemClock,
    randomness: systemRandomness,
    paths: bench.paths,
    runProcess: createRunProcess({ clock: systemClock, graceMs: 200 }),
    environment: { PATH: process.env["PATH"], DAEMON_SECRET: "a-secret" },
    lookup: systemLookup,
    terminals: createTerminals({ clock: systemClock }),
  };
  lines = createAckLines({
    mask: (text) => text.replaceAll("s3cr3t", "[masked]"),
    ...deps,
    store: ledger.chats,
    address: () => ({ host: "127.0.0.1", port: 8743 }),
  });
  mode = createWake({
    ...deps,
    mask: (text) => text,
    findSource,
    targets: () => undefined,
    wakeBot: createWakeBot({ lines, bots: createBotTable(deps) }),
    endHandovers: (id) => lines.endRun(id),
    conversations: {
      async wake(turn) {
        woken.push(turn);
        return turn.chat === "broken"
          ? { status: "error:limit_claude", reason: "resets at 3", agent: "claude" }
          : { status: "success", answer: `${turn.chat} heard it`, agent: "claude", costUsd: 0.5 };
      },
    },
  });
});
afterEach(() => bench.close());

const FEATURES = { features: { commands: true } };
const says = (name: string, words: string, rest: object = {}) =>
  target(name, `echo '${words}'`, rest);
const target = (name: string, script: string, rest: object = {}) => ({
  name,
  kind: "command",
  command: ["sh", "-c", script],
  ...rest,
});
async function run(targets: unknown[], parts: RequestParts = {}): Promise<RunOutcome> {
  const hook = { mode: "wake", ...parts.hook };
  const config = { ...FEATURES, targets, ...parts.config };
  return mode.run(await bench.request({ ...parts, hook, config }));
}

describe("createWake", () => {
  it("gives the prompt on standard input and takes the answer from standard output", async () => {
    const outcome = await run([target("me", "head -1; pwd; env")], { hook: { to: ["me"] } });

    expect(outcome).toMatchObject({ status: "success", agent: "me" });
    expect(outcome.answer).toMatch(/^An event arrived at wakehook for the hook "The site"/);
    expect(outcome.answer).toContain(bench.paths.root);
    expect(outcome.answer).not.toContain("a-secret");
    expect(outcome.reason).toBeUndefined();
  });

  it("asks every target of `to` at the same time and keeps both answers", async () => {
    const meet = path.join(bench.elsewhere, "meet");
    const wait = `while [ ! -e ${meet}.$1 ]; do sleep 0.01; done`;
    const both = (own: string, other: string) =>
      target(own, `touch ${meet}.${own}; set -- ${other}; ${wait}; echo I am ${own}`);

    const outcome = await run([both("one", "two"), both("two", "one")], {
      hook: { to: ["one", "two", "one"], timeout_seconds: 5 },
    });

    expect(outcome).toMatchObject({ status: "success", answer: "I am one\n\nI am two" });
  });

  it("asks the owner's targets where the hook names none", async () => {
    const outcome = await run([says("mine", "hello")], {
      config: { ...FEATURES, owner: ["mine"], targets: [says("mine", "hello")] },
    });

    expect(outcome).toMatchObject({ status: "success", answer: "hello" });
  });

  it("tries the fallbacks in order until one answers", async () => {
    const seen = path.join(bench.elsewhere, "seen");
    const targets = [
      target("mute", "cat > /dev/null"),
      target("broken", "echo words; exit 3"),
      says("spare", "here"),
      target("never", `touch ${seen}`),
    ];

    const outcome = await run(targets, {
      hook: { to: ["mute"], fallback: ["broken", "mute", "spare", "never"] },
    });

    expect(outcome).toMatchObject({
      status: "success",
      answer: "here",
      agent: "spare",
      reason: "mute: it said nothing; broken: exit code 3",
    });
    await expect(readFile(seen)).rejects.toThrow("ENOENT");
  });

  it("says that nobody can be woken", async () => {
    expect(await run([], { hook: { to: [] } })).toMatchObject({
      status: "error:no_wake_handler",
      reason: expect.stringContaining("to is empty"),
    });
    expect(await run([says("other", "x")], { hook: { to: ["me"] } })).toMatchObject({
      status: "error:no_wake_handler",
      reason: expect.stringContaining("me"),
    });
  });

  it("says that nobody answered, and why", async () => {
    const targets = [
      target("mute", "cat > /dev/null; echo '  '"),
      target("slow", "sleep 30", { timeout_seconds: 0.2 }),
      { name: "gone", kind: "command", command: ["no-such-program-here"] },
      target("killed", "kill -9 $$"),
    ];

    const outcome = await run(targets, {
      hook: { to: ["mute", "slow", "gone", "killed", "unknown"] },
    });

    expect(outcome.status).toBe("error:no_response");
    expect(outcome.reason).toBe(
      [
        "mute: it said nothing",
        "slow: it took too long and was ended",
        "gone: no-such-program-here was not found",
        "killed: ended by SIGKILL",
        "unknown: no such target in config.json",
      ].join("; "),
    );
  });

  it("names the targets that failed beside one that answered", async () => {
    const outcome = await run([says("good", "hi"), target("bad", "exit 1")], {
      hook: { to: ["good", "bad"] },
    });

    expect(outcome).toMatchObject({
      status: "success",
      answer: "hi",
      agent: "good",
      reason: "bad: exit code 1",
    });
  });

  it("does not end one target when another of the same run has ended", async () => {
    const done = path.join(bench.elsewhere, "done");
    const targets = [
      target("quick", `echo quick; (sleep 0.3; touch ${done}.stray) &`),
      target("slow", `sleep 0.6; echo slow`),
    ];

    const outcome = await run(targets, { hook: { to: ["quick", "slow"] } });

    expect(outcome).toMatchObject({ answer: "quick\n\nslow" });
    await expect(readFile(`${done}.stray`)).rejects.toThrow("ENOENT");
  });

  it("starts nothing while the feature is off", async () => {
    const targets = [says("me", "x")];

    const outcome = await run(targets, { hook: { to: ["me"] }, config: { features: {}, targets } });

    expect(outcome.status).toBe("error:feature_off_commands");
  });

  it("gives a target one turn at a time, in the order of asking", async () => {
    const book = path.join(bench.elsewhere, "book");
    const script = `echo begin >> ${book}; sleep 0.05; echo end >> ${book}; echo ok`;
    const ask = () => run([target("me", script)], { hook: { to: ["me"] } });

    await Promise.all([ask(), ask(), ask()]);

    const lines = (await readFile(book, "utf8")).trim().split("\n");
    expect(lines).toEqual(["begin", "end", "begin", "end", "begin", "end"]);
  });

  it.each([
    ["stopped", "error:stopped"],
    ["shutdown", "error:interrupted"],
  ])("ends at once when it is %s, also while it waits for its turn", async (cause, status) => {
    const stop = new AbortController();
    const begun = Promise.withResolvers<void>();
    const targets = [target("me", "sleep 30")];
    const hook = { mode: "wake", to: ["me"] };
    const order = { hook, config: { ...FEATURES, targets }, signal: stop.signal };
    const requests = [await bench.request(order), await bench.request(order)];
    // Whichever of the two comes first to its turn has a process; the other waits.
    const runs = requests.map((request) =>
      mode.run({ ...request, onProcess: () => begun.resolve() }),
    );
    await begun.promise;

    stop.abort(cause);

    for (const outcome of await Promise.all(runs)) expect(outcome.status).toBe(status);
  });

  it("keeps the answer and each target's output", async () => {
    const hook = { mode: "wake", to: ["me"] };
    const request = await bench.request({
      hook,
      config: { ...FEATURES, targets: [says("me", "hi")] },
    });

    await mode.run(request);

    expect(await readFile(path.join(request.runFolder, "result.md"), "utf8")).toBe("hi");
    expect(await readFile(path.join(request.runFolder, "me/stdout.log"), "utf8")).toBe("hi\n");
  });

  it("runs a target in its own folder", async () => {
    const folder = path.join(bench.elsewhere, "chat");
    await mkdir(folder);
    await writeFile(path.join(folder, "who"), "it is me");

    const outcome = await run([target("me", "cat who", { folder })], { hook: { to: ["me"] } });

    expect(outcome).toMatchObject({ answer: "it is me" });
  });

  it("wakes the local chat where nobody is named, on a machine without any target", async () => {
    const outcome = await run([]);

    expect(outcome).toMatchObject({ status: "success", answer: "main heard it", agent: "local" });
    expect(woken).toMatchObject([{ chat: "main", postTo: [] }]);
    expect(outcome.costUsd).toBe(0.5);
  });

  it("asks chats that are views of one conversation once, and others beside them", async () => {
    const phone = { name: "phone", kind: "ntfy", topic: "a-secret-topic" };
    const work = { name: "work", kind: "ntfy", topic: "another", chat: "work" };
    const targets = [phone, work, says("bot", "beep")];

    const outcome = await run(targets, {
      hook: { to: ["local", "phone", "work", "bot"] },
      config: { features: { commands: true, ntfy: true }, targets },
    });

    expect(woken.map(({ chat, postTo }) => [chat, postTo])).toEqual([
      ["main", ["phone"]],
      ["work", ["work"]],
    ]);
    expect(outcome).toMatchObject({
      status: "success",
      agent: "local, phone, work, bot",
      answer: "main heard it\n\nwork heard it\n\nbeep",
    });
  });

  it("leaves out a chat whose switch is off, and says so", async () => {
    const targets = [{ name: "phone", kind: "ntfy", topic: "a-secret-topic" }];

    const both = await run(targets, { hook: { to: ["local", "phone"] } });
    const alone = await run(targets, { hook: { to: ["phone"] } });

    expect(both).toMatchObject({
      status: "success",
      agent: "local",
      reason: "local: phone: features.ntfy is off in config.json",
    });
    expect(alone.status).toBe("error:feature_off_ntfy");
  });

  it("ends as the agent of the only chat ended", async () => {
    const targets = [{ name: "desk", kind: "local", chat: "broken" }];

    const outcome = await run(targets, { hook: { to: ["desk"] } });

    expect(outcome).toMatchObject({ status: "error:limit_claude", reason: "resets at 3" });
  });

  it("takes the word of a program's last line for the word of its session", async () => {
    const ack = (more: string) =>
      `echo noise; echo "{\\"ack\\": \\"$WAKEHOOK_ACK_TOKEN\\"${more}}"`;
    const order = { hook: { to: ["me"] } };

    expect(await run([target("me", ack(""))], order)).toMatchObject({
      status: "success",
      answer: "",
    });
    expect(await run([target("me", ack(`, \\"reply\\": \\"done it\\"`))], order)).toMatchObject({
      status: "success",
      answer: "done it",
    });
    expect(await run([target("me", `echo '{"ack": "not mine"}'`)], order)).toMatchObject({
      answer: '{"ack": "not mine"}',
    });
  });

  it("hands a prompt over twice to a program that queues, and then tries the next", async () => {
    const book = path.join(bench.elsewhere, "book");
    const queue = target("queue", `cat >> ${book}; echo $WAKEHOOK_KEY >> ${book}.keys`, {
      queues: true,
      ack_seconds: 0.05,
    });

    const outcome = await run([queue, says("spare", "here")], {
      hook: { to: ["queue"], fallback: ["spare"] },
    });

    expect(outcome).toMatchObject({ status: "success", agent: "spare" });
    expect(outcome.reason).toMatch(/^queue: its session did not take it .* \(tried 2 times\)$/);
    expect((await readFile(book, "utf8")).match(/wakehook ack \S{43}\n/g)).toHaveLength(2);
    const keys = (await readFile(`${book}.keys`, "utf8")).trim().split("\n");
    expect(new Set(keys).size).toBe(1);
  });

  it("waits for the word of a session, and for the answer that it announces", async () => {
    const file = path.join(bench.elsewhere, "token");
    const queue = target(
      "queue",
      `echo $WAKEHOOK_ACK_TOKEN > ${file}.new; mv ${file}.new ${file}`,
      {
        queues: true,
        ack_seconds: 20,
      },
    );
    const going = run([queue], { hook: { to: ["queue"] } });
    const token = await vi.waitFor(async () => (await readFile(file, "utf8")).trim(), 10_000);

    expect(lines.acknowledge(token, { level: "taken", reply: null, replyFollows: true }).kind).toBe(
      "noted",
    );
    expect(lines.acknowledge(token, { level: "finished", reply: "I did it" }).kind).toBe("noted");

    expect(await going).toMatchObject({ status: "success", answer: "I did it" });
    expect(lines.acknowledge(token, { level: "finished", reply: "again" }).kind).toBe("ended");
    expect(lines.acknowledge("x".repeat(43), { level: "taken", reply: null }).kind).toBe("unknown");
  });

  it("names its targets before a run", async () => {
    const { hook, config } = await bench.request({ hook: { mode: "wake", to: ["a", "b"] } });

    expect(mode.agent(hook, config)).toBe("a, b");
    expect(mode.folder(hook, config)).toBeNull();
  });
});
