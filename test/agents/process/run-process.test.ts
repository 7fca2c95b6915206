import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRunProcess } from "../../../src/agents/process/run-process.ts";
import type { RunId } from "../../../src/core/records/ids.ts";
import type { ProcessEnd, ProcessRequest } from "../../../src/core/ports/process-port.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { newRunId, systemRandomness } from "../../../src/system/randomness.ts";
import { livingOf } from "../agent-bench.ts";

const STAY = "setInterval(() => {}, 1000);";
/** A child in the group, one in a session of its own, and one that has lost its parent as well. */
const LEAVE_CHILDREN = `
  const { spawn } = require("node:child_process");
  const stay = ["-e", "${STAY}"];
  spawn(process.execPath, stay, { stdio: "inherit" }).unref();
  spawn(process.execPath, stay, { stdio: "inherit", detached: true }).unref();
  spawn("/bin/sh", ["-c", "setsid " + process.execPath + " -e '${STAY}' &"], { stdio: "inherit" });
`;

let root: string;
let runId: RunId;
const runProcess = createRunProcess({ clock: systemClock, graceMs: 300, outputCheckMs: 30 });

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "wakehook-run-"));
  runId = newRunId(Date.now(), systemRandomness);
  await writeFile(path.join(root, "stdin"), "");
});
afterEach(async () => {
  expect(await livingOf(runId)).toEqual([]);
  await rm(root, { recursive: true, force: true });
});

function run(argv: readonly string[], changes: Partial<ProcessRequest> = {}): Promise<ProcessEnd> {
  return runProcess({
    runId,
    argv,
    folder: root,
    environment: { PATH: process.env["PATH"] ?? "", PLAIN: "yes" },
    stdinFile: path.join(root, "stdin"),
    stdoutFile: path.join(root, "stdout"),
    stderrFile: path.join(root, "stderr"),
    timeoutMs: 10_000,
    outputLimitBytes: 1_000_000,
    signal: new AbortController().signal,
    onStarted: () => {},
    ...changes,
  });
}
const node = (script: string, changes?: Partial<ProcessRequest>): Promise<ProcessEnd> =>
  run([process.execPath, "-e", script], changes);
const output = (): Promise<string> => readFile(path.join(root, "stdout"), "utf8");

describe("createRunProcess", () => {
  it("starts nothing in a folder whose name was turned to another one", async () => {
    const elsewhere = path.join(root, "elsewhere");
    const turned = path.join(root, "turned");
    await mkdir(elsewhere);
    await symlink(elsewhere, turned);
    const allowed = await realpath(elsewhere);

    expect(
      await node("console.log(process.cwd())", { folder: turned, folderIsReal: true }),
    ).toEqual({
      cause: "folder_turned",
      exitCode: null,
      signal: null,
      error: allowed,
    });
    await node("console.log(process.cwd())", { folder: allowed, folderIsReal: true });
    expect(await output()).toBe(`${allowed}\n`);
  });

  it("hands on arguments, folder and environment as they are", async () => {
    const words = ["--", "-x", "$(id)", "`id`", "a b", "q\"u'o", "line\nbreak", ""];
    const script =
      "console.log(JSON.stringify([process.argv.slice(1), process.cwd(), process.env]))";

    const end = await run([process.execPath, "-e", script, ...words]);

    expect(end).toEqual({ cause: "exit", exitCode: 0, signal: null });
    const [seen, folder, environment] = JSON.parse(await output()) as [string[], string, object];
    expect(seen).toEqual(words.slice(1));
    expect(folder).toBe(root);
    expect(environment).toEqual({
      PATH: process.env["PATH"],
      PLAIN: "yes",
      WAKEHOOK_RUN_ID: runId,
    });
  });

  it("hands on 900 kB of standard input byte for byte", async () => {
    const bytes = Buffer.alloc(900_000, "quotes \" ' \n $(id) \0 -x \ud800\udc00");
    await writeFile(path.join(root, "stdin"), bytes);

    await node("process.stdin.pipe(process.stdout)");

    expect(await readFile(path.join(root, "stdout"))).toEqual(bytes);
  });

  it.each([
    ["process.exit(7)", { exitCode: 7, signal: null }],
    ["process.kill(process.pid, 'SIGKILL')", { exitCode: null, signal: "SIGKILL" }],
  ])("tells the end of %s", async (script, end) => {
    expect(await node(script)).toEqual({ cause: "exit", ...end });
  });

  it("writes what only its owner may read", async () => {
    await node("console.log(1)");

    expect((await stat(path.join(root, "stdout"))).mode & 0o777).toBe(0o600);
  });

  it("tells the process and when it started, as soon as there is one", async () => {
    const seen: unknown[] = [];

    await node("console.log(process.pid)", { onStarted: (...both) => seen.push(both) });

    expect(seen).toEqual([[Number(await output()), expect.stringMatching(/\d/)]]);
  });

  it("ends the process when nobody can take note of it", async () => {
    const running = node(STAY, {
      onStarted: () => {
        throw new Error("the disk is full");
      },
    });

    await expect(running).rejects.toThrow("the disk is full");
  });

  it("says that a program is not there", async () => {
    expect(await run(["no-such-program-here"])).toMatchObject({ cause: "not_found" });
    expect(await run([path.join(root, "missing")])).toMatchObject({ cause: "not_found" });
  });

  it.each([
    ["no standard input", { stdinFile: "/no/such/file" }, expect.stringContaining("/no/such/file")],
    [
      "output that cannot be written",
      { stdoutFile: "/no/such/file" },
      expect.stringContaining("/no/such/file"),
    ],
    ["a NUL in the environment", { environment: { A: "a\0b" } }, "ERR_INVALID_ARG_VALUE"],
    ["a NUL in an argument", { argv: ["/bin/echo", "a\0b"] }, "an argument holds a NUL byte"],
    ["no program at all", { argv: [] }, "ERR_INVALID_ARG_VALUE"],
    ["an argument over 128 kB", { argv: ["/bin/echo", "x".repeat(200_000)] }, "E2BIG"],
  ])("makes a value of %s", async (_, changes, error) => {
    expect(await run(["/bin/echo"], changes)).toMatchObject({ cause: "not_started", error });
  });

  it.each([true, false])("says that its folder is gone (a real path: %s)", async (folderIsReal) => {
    const gone = run(["/bin/echo"], { folder: "/no/such/folder", folderIsReal });

    expect(await gone).toMatchObject({ cause: "folder_missing" });
  });

  it("makes a value of a file that is no program", async () => {
    const file = path.join(root, "plain.txt");
    await writeFile(file, "words");
    await chmod(file, 0o600);

    expect(await run([file])).toMatchObject({ cause: "not_started", error: "EACCES" });
  });

  it("follows no link in the place of an output file", async () => {
    const { symlink } = await import("node:fs/promises");
    await writeFile(path.join(root, "precious"), "precious");
    await symlink(path.join(root, "precious"), path.join(root, "stdout"));

    expect(await node("console.log(1)")).toMatchObject({
      cause: "not_started",
      error: expect.stringContaining("ELOOP"),
    });
    expect(await readFile(path.join(root, "precious"), "utf8")).toBe("precious");
  });

  it("ends everything when the time is over, and keeps the output so far", async () => {
    const started = performance.now();

    const end = await node(
      `${LEAVE_CHILDREN} process.on("SIGTERM", () => {}); console.log("so far"); ${STAY}`,
      { timeoutMs: 700 },
    );

    expect(end).toEqual({ cause: "timeout", exitCode: null, signal: "SIGKILL" });
    expect(performance.now() - started).toBeLessThan(2000);
    expect(await output()).toBe("so far\n");
  });

  it("lets one that listens to SIGTERM end by itself", async () => {
    const script = `process.on("SIGTERM", () => { console.log("bye"); process.exit(3); }); ${STAY}`;

    const end = await node(script, { timeoutMs: 300 });

    expect(end).toEqual({ cause: "timeout", exitCode: 3, signal: null });
    expect(await output()).toBe("bye\n");
  });

  it("keeps the first cause: a stop after the timeout changes nothing", async () => {
    const stop = new AbortController();
    const script = `process.on("SIGTERM", () => {}); ${STAY}`;

    const running = node(script, { timeoutMs: 200, signal: stop.signal });
    systemClock.setTimer(() => stop.abort(), 350);

    expect(await running).toMatchObject({ cause: "timeout" });
  });

  it("ends a run from outside", async () => {
    const stop = new AbortController();

    const end = await node(STAY, { signal: stop.signal, onStarted: () => stop.abort() });

    expect(end).toEqual({ cause: "aborted", exitCode: null, signal: "SIGTERM" });
  });

  it("starts nothing when it is called off before", async () => {
    const end = await node("console.log(1)", { signal: AbortSignal.abort() });

    expect(end.cause).toBe("aborted");
    await expect(output()).rejects.toThrow("ENOENT");
  });

  it("sweeps after a good end too, at once", async () => {
    const started = performance.now();

    expect(await node(`${LEAVE_CHILDREN} process.exit(0)`)).toMatchObject({ exitCode: 0 });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("leaves the processes of other runs alone", async () => {
    const other = newRunId(Date.now(), systemRandomness);
    const stop = new AbortController();
    const files = { stdoutFile: path.join(root, "o2"), stderrFile: path.join(root, "e2") };
    const ready = Promise.withResolvers<void>();
    const neighbour = node(STAY, {
      runId: other,
      signal: stop.signal,
      ...files,
      onStarted: () => ready.resolve(),
    });
    await ready.promise;

    await node("process.exit(0)");

    expect(await livingOf(other)).toHaveLength(1);
    stop.abort();
    await neighbour;
  });

  it("ends one that writes without end, and gives the disk back", async () => {
    const script = `const piece = "x".repeat(65536); for (;;) require("node:fs").writeSync(1, piece);`;

    const end = await node(script, { outputLimitBytes: 500_000 });

    expect(end.cause).toBe("output_limit");
    expect((await stat(path.join(root, "stdout"))).size).toBe(500_000);
  });

  it("notices too much output also when the program has ended already", async () => {
    const slow = createRunProcess({ clock: systemClock, outputCheckMs: 60_000 });

    const end = await slow({
      runId,
      argv: [process.execPath, "-e", "process.stdout.write('x'.repeat(2000))"],
      folder: root,
      environment: {},
      timeoutMs: 5000,
      outputLimitBytes: 1000,
      stdinFile: path.join(root, "stdin"),
      stdoutFile: path.join(root, "stdout"),
      stderrFile: path.join(root, "stderr"),
      signal: new AbortController().signal,
      onStarted: () => {},
    });

    expect(end).toMatchObject({ cause: "output_limit", exitCode: 0 });
  });

  it("leaves no descriptor open and no zombie", async () => {
    const descriptors = async (): Promise<number> => (await readdir("/proc/self/fd")).length;
    await node("0");
    const before = await descriptors();

    await Promise.all([node("0"), node("0"), run(["no-such-program-here"])]);

    expect(await descriptors()).toBe(before);
    const children = await readFile(`/proc/self/task/${process.pid}/children`, "utf8");
    expect(children.trim()).toBe("");
  });
});
