import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRunProcess } from "../../src/agents/process/run-process.ts";
import type { RunOutcome } from "../../src/core/records/run.ts";
import { createMask } from "../../src/core/secrets/mask.ts";
import { createNotify } from "../../src/modes/notify.ts";
import { systemLookup } from "../../src/outbound/resolve-target.ts";
import { findSource } from "../../src/sources/table.ts";
import { systemClock } from "../../src/system/clock.ts";
import { createTellBot } from "../../src/wake/tell-bot.ts";
import { openModeBench, type ModeBench, type RequestParts } from "./mode-bench.ts";

const SECRET = "s3cr3t-of-the-hook";

let bench: ModeBench;
let notes: object[];
let mode: ReturnType<typeof createNotify>;

beforeEach(async () => {
  bench = await openModeBench();
  notes = [];
  mode = createNotify({
    mask: createMask([SECRET]),
    findSource,
    targets: () => undefined,
    tellBot: createTellBot({
      clock: systemClock,
      lookup: systemLookup,
      runProcess: createRunProcess({ clock: systemClock, graceMs: 200 }),
      paths: bench.paths,
      environment: { PATH: process.env["PATH"], DAEMON_SECRET: "a-secret" },
    }),
    postNote: ({ chat: name, postTo, text }) => notes.push({ name, postTo, text }),
  });
});
afterEach(() => bench.close());

const target = (name: string, script: string, rest: object = {}) => ({
  name,
  kind: "command",
  command: ["sh", "-c", script],
  ...rest,
});
/** A chat that keeps what it was told. */
const chat = (name: string) => target(name, `cat >> ${fileOf(name)}`);
const fileOf = (name: string): string => path.join(bench.elsewhere, name);
const told = (name: string): Promise<string> => readFile(fileOf(name), "utf8");

async function run(targets: unknown[], parts: RequestParts = {}): Promise<RunOutcome> {
  return mode.run(await request(targets, parts));
}

async function request(targets: unknown[], parts: RequestParts = {}) {
  const hook = { mode: "notify", message_template: "New: {{title}}", ...parts.hook };
  const config = { features: { commands: true }, targets, ...parts.config };
  return bench.request({ ...parts, hook, config });
}

describe("createNotify", () => {
  it("tells every target of `to`, and says what was told", async () => {
    const order = await request([chat("a"), chat("b"), chat("c")], { hook: { to: ["a", "b"] } });

    expect(await mode.run(order)).toEqual({
      status: "success",
      agent: "a, b",
      reason: undefined,
      answer: "New: a title",
    });

    expect(await told("a")).toBe("New: a title\n");
    expect(await told("b")).toBe("New: a title\n");
    await expect(stat(fileOf("c"))).rejects.toThrow("ENOENT");
    expect(await readFile(path.join(order.runFolder, "result.md"), "utf8")).toBe("New: a title");
    expect((await stat(path.join(order.runFolder, "message.txt"))).mode & 0o777).toBe(0o600);
  });

  it("tells the owner's targets where the hook names none", async () => {
    await run([chat("mine")], { config: { owner: ["mine"] } });

    expect(await told("mine")).toBe("New: a title\n");
  });

  it("counts a program that ends well as one that took it, whatever it says", async () => {
    const outcome = await run([target("quiet", "cat > /dev/null; echo words")], {
      hook: { to: ["quiet"] },
    });

    expect(outcome).toMatchObject({ status: "success", answer: "New: a title" });
  });

  it("tries the fallbacks in order until one takes it", async () => {
    const targets = [target("down", "exit 3"), target("also-down", "kill -9 $$"), chat("spare")];

    const outcome = await run([...targets, chat("never")], {
      hook: { to: ["down"], fallback: ["also-down", "spare", "never"] },
    });

    expect(outcome).toMatchObject({
      status: "success",
      agent: "spare",
      reason: "down: exit code 3; also-down: ended by SIGKILL",
    });
    await expect(stat(fileOf("never"))).rejects.toThrow("ENOENT");
  });

  it("says that nobody took it, and why", async () => {
    const targets = [
      target("down", "exit 1"),
      target("slow", "sleep 30", { timeout_seconds: 0.2 }),
      { name: "gone", kind: "command", command: ["no-such-program-here"] },
    ];

    const outcome = await run(targets, { hook: { to: ["down", "slow", "gone", "unknown"] } });

    expect(outcome).toMatchObject({
      status: "error:no_response",
      answer: "New: a title",
      reason:
        "down: exit code 1; slow: it took too long and was ended; gone: no-such-program-here was not found; unknown: no such target in config.json",
    });
  });

  it("puts it into the owner's chats, and says where it has yet to go", async () => {
    const targets = [{ name: "phone", kind: "ntfy", topic: "a-secret-topic" }];

    expect(await run([])).toMatchObject({ status: "success", agent: "local", reason: undefined });
    expect(
      await run(targets, {
        hook: { to: ["local", "phone"] },
        config: { features: { ntfy: true }, targets },
      }),
    ).toMatchObject({ status: "success", reason: "local, phone: it leaves by the outbox" });

    expect(notes).toEqual([
      { name: "main", postTo: [], text: "New: a title" },
      { name: "main", postTo: ["phone"], text: "New: a title" },
    ]);
  });

  it("says that there is nobody to tell", async () => {
    expect(await run([], { hook: { to: [] } })).toMatchObject({ status: "error:no_wake_handler" });
    expect(await run([chat("a")], { hook: { to: ["b"] } })).toMatchObject({
      status: "error:no_wake_handler",
      reason: "no target of config.json is called b",
    });
  });

  it("starts nothing while the feature is off", async () => {
    const outcome = await run([chat("a")], {
      hook: { to: ["a"] },
      config: { features: { agents: true } },
    });

    expect(outcome.status).toBe("error:feature_off_commands");
    await expect(stat(fileOf("a"))).rejects.toThrow("ENOENT");
  });

  it.each([
    ["no template", { hook: { message_template: "" } }, "no message: set message_template"],
    ["no body", { body: null }, "the body was emptied by retention"],
  ])("says so where there is %s", async (_, parts: RequestParts, reason) => {
    const outcome = await run([chat("a")], { ...parts, hook: { to: ["a"], ...parts.hook } });

    expect(outcome).toMatchObject({ status: "error:exception", reason });
  });

  it("lets no secret leave", async () => {
    const body = Buffer.from(JSON.stringify({ title: `it is ${SECRET}` }));

    const outcome = await run([chat("a")], { body, hook: { to: ["a"] } });

    expect(outcome.answer).toBe("New: it is ***");
    expect(await told("a")).toBe("New: it is ***\n");
  });

  it("hands over no argument and no key of the daemon's environment", async () => {
    const body = Buffer.from('{"title":"planted"}');

    await run([target("a", `env > ${fileOf("a")}; echo "$@" >> ${fileOf("a")}`)], {
      body,
      hook: { to: ["a"] },
    });

    expect(await told("a")).toContain("PATH=");
    expect(await told("a")).not.toMatch(/planted|a-secret/);
  });

  it.each([
    ["stopped", "error:stopped"],
    ["shutdown", "error:interrupted"],
  ])("ends at once when it is %s, and asks no fallback", async (cause, status) => {
    const stop = new AbortController();
    const order = await request([target("slow", "sleep 30"), chat("spare")], {
      hook: { to: ["slow"], fallback: ["spare"] },
      signal: stop.signal,
    });

    const outcome = await mode.run({ ...order, onProcess: () => stop.abort(cause) });

    expect(outcome.status).toBe(status);
    await expect(stat(fileOf("spare"))).rejects.toThrow("ENOENT");
  });

  it("waits for no other run of its target", async () => {
    const meet = `touch ${fileOf("here")}.$$; while [ $(ls ${bench.elsewhere} | wc -l) -lt 2 ]; do sleep 0.01; done`;
    const order = { hook: { to: ["a"], timeout_seconds: 5 } };

    const outcomes = await Promise.all([
      run([target("a", meet)], order),
      run([target("a", meet)], order),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(["success", "success"]);
  });
});
