import { mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findProcess } from "../../src/agents/process/process-table.ts";
import { createRunProcess } from "../../src/agents/process/run-process.ts";
import { createMask } from "../../src/core/secrets/mask.ts";
import type { RunOutcome } from "../../src/core/records/run.ts";
import { createCommand } from "../../src/modes/command.ts";
import { systemClock } from "../../src/system/clock.ts";
import { openModeBench, type ModeBench, type RequestParts } from "./mode-bench.ts";

const SECRET = "s3cr3t-of-the-hook";

let bench: ModeBench;
let mode: ReturnType<typeof createCommand>;

beforeEach(async () => {
  bench = await openModeBench();
  mode = createCommand({
    runProcess: createRunProcess({ clock: systemClock, graceMs: 200, outputCheckMs: 20 }),
    paths: bench.paths,
    environment: { PATH: process.env["PATH"], DAEMON_SECRET: "a-secret" },
    mask: createMask([SECRET]),
  });
});
afterEach(() => bench.close());

const sh = (script: string): string[] => ["sh", "-c", script];

async function request(command: string[], parts: RequestParts = {}) {
  return bench.request({ ...parts, hook: { mode: "command", command, ...parts.hook } });
}

async function run(command: string[], parts: RequestParts = {}): Promise<RunOutcome> {
  return mode.run(await request(command, parts));
}

describe("createCommand", () => {
  it("runs the argument list in the task folder, the payload on standard input", async () => {
    const body = Buffer.from([0x7b, 0x7d, 0xff, 0x00, 0x0a]);
    const order = await request(
      sh('pwd; cat > got; cmp got "$WAKEHOOK_PAYLOAD_FILE" && echo same'),
      {
        body,
      },
    );

    const outcome = await mode.run(order);

    const site = path.join(bench.paths.tasksFolder, "site");
    expect(outcome).toEqual({
      status: "success",
      answer: `${site}\nsame`,
      exitCode: 0,
      folder: site,
    });
    expect(await readFile(path.join(site, "got"))).toEqual(body);
    expect((await stat(path.join(order.runFolder, "payload"))).mode & 0o777).toBe(0o600);
  });

  it("says what is known of the delivery in a file, and names both files and its ids", async () => {
    const order = await request(sh('cat "$WAKEHOOK_DELIVERY_FILE"; env | grep ^WAKEHOOK_ >&2'));

    const { answer } = await mode.run(order);

    expect(JSON.parse(answer ?? "")).toEqual({
      id: order.delivery.id,
      hook_id: "site",
      source: "generic",
      event: "issues.opened",
      entity: "octo/site#42",
      received_at: "1970-01-01T00:00:01.000Z",
      method: "POST",
      path: "/hooks/site",
      content_type: "application/json",
      headers: [["content-type", "application/json"]],
    });
    const told = await readFile(path.join(order.runFolder, "stderr.log"), "utf8");
    expect(told.trim().split("\n").toSorted()).toEqual([
      `WAKEHOOK_DELIVERY_FILE=${path.join(order.runFolder, "delivery.json")}`,
      `WAKEHOOK_DELIVERY_ID=${order.delivery.id}`,
      "WAKEHOOK_HOOK_ID=site",
      `WAKEHOOK_MARK=${order.mark}`,
      `WAKEHOOK_PAYLOAD_FILE=${path.join(order.runFolder, "payload")}`,
      `WAKEHOOK_RUN_ID=${order.runId}`,
    ]);
  });

  it("keeps the daemon's environment and a sender's words out of the program's", async () => {
    const outcome = await run(["env"], {
      delivery: { event: "$(touch x)", entity: "planted" },
      body: Buffer.from('{"title":"planted"}'),
    });

    expect(outcome.answer).toContain("PATH=");
    expect(outcome.answer).not.toMatch(/a-secret|planted|touch/);
  });

  it("hands each argument over as it is written: no shell, no placeholder", async () => {
    const words = ["$HOME", "a b", "*", "; echo no", "{{title}}", "--", ""];

    const outcome = await run([
      process.execPath,
      "-p",
      "process.argv.slice(1).join('|')",
      ...words,
    ]);

    expect(outcome.answer).toBe(words.join("|"));
  });

  it("finds a program by its path from the task folder", async () => {
    const program = path.join(bench.paths.tasksFolder, "site", "deploy.sh");
    await writeFile(program, "#!/bin/sh\necho deployed\n", { mode: 0o700 });

    expect(await run(["./deploy.sh"])).toMatchObject({ status: "success", answer: "deployed" });
  });

  it.each([
    ["an exit code", "echo partly; echo oh >&2; echo no >&2; exit 7", "error:exit_7", "oh no"],
    ["a signal", "kill -9 $$", "error:signal_SIGKILL", undefined],
    ["a failure without a word", "exit 1", "error:exit_1", undefined],
  ])("ends in a status of its own for %s", async (_, script, status, reason) => {
    const outcome = await run(sh(script));

    expect(outcome.status).toBe(status);
    expect(outcome.reason).toBe(reason);
  });

  it("says which program was not found, and which could not be started", async () => {
    await writeFile(path.join(bench.paths.tasksFolder, "site", "plain"), "text", { mode: 0o600 });

    expect(await run(["no-such-program-here"])).toMatchObject({
      status: "error:command_not_found",
      reason: expect.stringMatching(/^no-such-program-here was not found/),
    });
    expect(await run(["./plain"])).toMatchObject({
      status: "error:exception",
      reason: "could not be started: EACCES",
    });
  });

  it("ends what takes too long, with everything that it started, and keeps its output so far", async () => {
    const pidFile = path.join(bench.elsewhere, "pid");
    const stray = `setsid sh -c 'echo $$ > ${pidFile}; exec sleep 30' &`;
    const script = `${stray} while [ ! -s ${pidFile} ]; do sleep 0.01; done; echo begun; sleep 30`;

    const outcome = await run(sh(script), { hook: { timeout_seconds: 1.5 } });

    expect(outcome).toMatchObject({ status: "error:timeout", answer: "begun" });
    const pid = Number(await readFile(pidFile, "utf8"));
    expect(findProcess(pid)?.zombie ?? true).toBe(true);
  });

  it("may be silent for as long as it likes: no hang is seen in it", async () => {
    const outcome = await run(sh("sleep 0.4; echo done"), {
      config: { features: { commands: true }, agents: { hang_seconds: 0.05 } },
    });

    expect(outcome).toMatchObject({ status: "success", answer: "done" });
  });

  it.each([
    ["stopped", "error:stopped"],
    ["shutdown", "error:interrupted"],
  ])("ends at once when it is %s", async (cause, status) => {
    const stop = new AbortController();
    const order = await request(sh("sleep 30"), { signal: stop.signal });

    const outcome = await mode.run({ ...order, onProcess: () => stop.abort(cause) });

    expect(outcome.status).toBe(status);
  });

  it("cuts a long answer and says where the whole is", async () => {
    const outcome = await run(sh("head -c 200000 /dev/zero | tr '\\0' x"));

    expect(outcome.status).toBe("success");
    expect(outcome.answer).toMatch(/^x{65536}\n\[cut: the whole output, 200000 bytes, is in/);
  });

  it("ends a program that writes without end", async () => {
    const outcome = await run(["yes", "x".repeat(4000)]);

    expect(outcome.status).toBe("error:bad_output");
    expect(outcome.answer?.length).toBeLessThan(70_000);
  }, 20_000);

  it("keeps no secret, also where its answer is cut in the middle of one", async () => {
    const order = await request(
      sh(`head -c 65530 /dev/zero | tr '\\0' x; printf %s ${SECRET}; echo ${SECRET} >&2; exit 1`),
    );

    const outcome = await mode.run(order);

    expect(outcome.reason).toBe("***");
    expect(outcome.answer).not.toContain(SECRET.slice(0, 5));
    const kept = await readFile(path.join(order.runFolder, "result.md"), "utf8");
    expect(kept).toBe(outcome.answer);
  });

  it("starts nothing while the feature is off", async () => {
    const outcome = await run(["touch", "started"], { config: { features: { agents: true } } });

    expect(outcome.status).toBe("error:feature_off_commands");
    await expect(stat(path.join(bench.paths.tasksFolder, "site/started"))).rejects.toThrow(
      "ENOENT",
    );
  });

  it.each([
    ["no folder", "", "error:no_task_folder"],
    ["a missing one", "gone", "error:folder_missing"],
    ["one that is not allowed", "/etc", "error:folder_not_allowed"],
  ])("does not run in %s", async (_, folder, status) => {
    const outcome = await run(["true"], { hook: { task_folder: folder } });

    expect(outcome.status).toBe(status);
  });

  it("works in the real folder that a link leads to, which is the one that is locked", async () => {
    await mkdir(path.join(bench.paths.tasksFolder, "real"));
    await symlink("real", path.join(bench.paths.tasksFolder, "link"));
    const order = await request(["pwd"], { hook: { task_folder: "link" } });

    expect(mode.folder(order.hook, order.config)).toBe(path.join(bench.paths.tasksFolder, "real"));
    expect(await mode.run(order)).toMatchObject({
      status: "success",
      answer: path.join(bench.paths.tasksFolder, "real"),
    });
  });

  it("says so where the body is no longer kept", async () => {
    expect(await run(["true"], { body: null })).toMatchObject({
      status: "error:exception",
      reason: "the body was emptied by retention",
    });
  });

  it("is called by its program, and never like a provider", async () => {
    const { hook, config } = await request(["claude", "-p"]);

    expect(mode.agent(hook, config)).toBe("command claude");
  });
});
