import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRunProcess } from "../../src/agents/run-process.ts";
import type { RunOutcome } from "../../src/core/delivery.ts";
import { createWake } from "../../src/modes/wake.ts";
import { findSource } from "../../src/sources/table.ts";
import { systemClock } from "../../src/system/clock.ts";
import { systemRandomness } from "../../src/system/randomness.ts";
import { openModeBench, type ModeBench, type RequestParts } from "./mode-bench.ts";

let bench: ModeBench;
let mode: ReturnType<typeof createWake>;

beforeEach(async () => {
  bench = await openModeBench();
  mode = createWake({
    runProcess: createRunProcess({ clock: systemClock, graceMs: 200 }),
    paths: bench.paths,
    randomness: systemRandomness,
    environment: { PATH: process.env["PATH"], DAEMON_SECRET: "a-secret" },
    mask: (text) => text,
    findSource,
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
    expect(await run([])).toMatchObject({
      status: "error:no_wake_handler",
      reason: expect.stringContaining("no target"),
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

  it("names its targets before a run", async () => {
    const { hook, config } = await bench.request({ hook: { mode: "wake", to: ["a", "b"] } });

    expect(mode.agent(hook, config)).toBe("a, b");
    expect(mode.folder(hook, config)).toBeNull();
  });
});
