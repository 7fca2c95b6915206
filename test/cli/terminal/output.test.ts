import { describe, expect, it } from "vitest";
import { ERROR_CODES, WakehookError, type ErrorCode } from "../../../src/core/records/errors.ts";
import { reportError } from "../../../src/cli/exit.ts";
import { createOutput } from "../../../src/cli/terminal/output.ts";
import { withProgress } from "../../../src/cli/terminal/progress.ts";
import { Captured, createCli, LAUNCHER } from "../harness.ts";
import { runCli, type CliIo } from "../../../src/cli/main.ts";

function output(given: {
  terminal?: boolean;
  json?: boolean;
  environment?: Record<string, string>;
}) {
  const stdout = new Captured(given.terminal ?? false);
  const stderr = new Captured(false);
  const out = createOutput({
    stdout,
    stderr,
    environment: given.environment ?? {},
    json: given.json ?? false,
  });
  return { out, stdout, stderr };
}

describe("output", () => {
  it.each([
    [{ terminal: true }, true],
    [{ terminal: false }, false],
    [{ terminal: true, environment: { NO_COLOR: "1" } }, false],
    [{ terminal: true, environment: { NO_COLOR: "" } }, true],
    [{ terminal: true, environment: { TERM: "dumb" } }, false],
    [{ terminal: true, json: true }, false],
  ])("of %j is coloured: %s", (given, colored) => {
    const { out } = output(given);

    expect(out.style("red", "x") !== "x").toBe(colored);
  });

  it("prints the value with --json and the lines without, and notices apart", () => {
    const json = output({ json: true });
    const plain = output({});

    for (const { out } of [json, plain]) {
      out.result({ a: 1 }, () => ["a is 1"]);
      out.notice("by the way");
    }

    expect(json.stdout.text()).toBe('{\n  "a": 1\n}\n');
    expect(plain.stdout.text()).toBe("a is 1\n");
    expect([json.stderr.text(), plain.stderr.text()]).toEqual(["by the way\n", "by the way\n"]);
  });
});

describe("errors", () => {
  it.each(Object.keys(ERROR_CODES) as ErrorCode[])("%s ends with its exit code", (code) => {
    const streams = { stdout: new Captured(false), stderr: new Captured(false) };

    const exit = reportError(
      new WakehookError(code, "it \u001B[2J broke", { hint: "mend it" }),
      streams,
      false,
    );

    expect(exit).toBe(ERROR_CODES[code].exit);
    expect(streams.stderr.text()).toBe("wakehook: it \\x1b[2J broke\n  mend it\n");
    expect(streams.stdout.text()).toBe("");
  });

  it("call what nobody foresaw unexpected, without a stack", () => {
    const streams = { stdout: new Captured(false), stderr: new Captured(false) };

    const exit = reportError(new TypeError("x is not a function"), streams, true);

    expect(exit).toBe(1);
    expect(JSON.parse(streams.stdout.text())).toMatchObject({
      error: "internal",
      message: "unexpected error: x is not a function",
    });
  });
});

describe("a reader that goes away", () => {
  it("ends the command quietly", async () => {
    const cli = await createCli();
    const stdout = new Captured(false);
    const stderr = new Captured(false);
    stdout.onWrite = () => {
      stdout.emit("error", Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
      throw new Error("write after the end");
    };

    const code = await runCli(["source", "list"], {
      stdin: process.stdin,
      stdout,
      stderr: stderr as unknown as CliIo["stderr"],
      environment: { WAKEHOOK_HOME: cli.paths.root },
      launch: { version: "1", script: LAUNCHER, node: process.execPath },
    });

    expect(code).toBe(0);
    expect(stderr.text()).toBe("");
  });
});

describe("progress", () => {
  it("is silent for a second, then says what is waited for", async () => {
    const notices: string[] = [];
    const timers: Array<{ at: number; callback: () => void }> = [];
    let now = 0;
    const clock = {
      now: () => now,
      monotonic: () => now,
      setTimer: (callback: () => void, delayMs: number) => {
        const timer = { at: now + delayMs, callback };
        timers.push(timer);
        return { clear: () => void timers.splice(timers.indexOf(timer), 1) };
      },
    };
    const moveTo = (time: number): void => {
      now = time;
      const due = timers.filter((timer) => timer.at <= now);
      for (const timer of due) timers.splice(timers.indexOf(timer), 1);
      for (const timer of due) timer.callback();
    };
    const work = Promise.withResolvers<string>();

    const result = withProgress(
      { clock, out: { notice: (text) => notices.push(text) } },
      "asking",
      () => work.promise,
    );
    moveTo(999);
    expect(notices).toEqual([]);
    moveTo(1000);
    moveTo(11_000);
    work.resolve("done");

    expect(await result).toBe("done");
    expect(notices).toEqual(["asking ... 1 s", "asking ... 11 s"]);
    expect(timers).toEqual([]);
  });
});
