// The real agent programs against a stand-in of their model services, on loopback.

import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { openBench, isInstalled, type Bench } from "./bench.ts";
import { CLIS } from "./clis.ts";
import { livingOf, tellingOf } from "./processes.ts";

const installed = new Map(
  await Promise.all(CLIS.map(async (cli) => [cli.id, await isInstalled(cli)] as const)),
);

beforeAll(() => {
  for (const [id, there] of installed)
    if (!there)
      process.stderr.write(`\n!!! ${id} is not installed in e2e/agents: its tests are SKIPPED\n`);
});

describe.each(CLIS)("$id", (cli) => {
  const isMissing = installed.get(cli.id) !== true;
  const test = it.skipIf(isMissing);
  const benches: Bench[] = [];
  const open = async (other?: { key?: string; url?: string }): Promise<Bench> => {
    const bench = await openBench(cli, other);
    benches.push(bench);
    return bench;
  };
  afterEach(async () => {
    for (const bench of benches.splice(0)) {
      expect(await livingOf(bench.lastRunId())).toEqual([]);
      await bench.close();
    }
  });

  test("answers, and leaves nothing behind", async () => {
    const bench = await open();

    const outcome = await bench.run({ payload: { text: "[[say: the answer is 42]]" } });

    expect(outcome).toMatchObject({ status: "success", answer: "the answer is 42" });
    expect(outcome.sessionId).toMatch(/\w{8}/);
    expect(await readFile(path.join(bench.lastRunFolder(), "result.md"), "utf8")).toBe(
      "the answer is 42",
    );
    expect(existsSync(path.join(bench.lastRunFolder(), "tmp"))).toBe(false);
  });

  test("writes a file in the folder where it may", async () => {
    const bench = await open();

    const outcome = await bench.run({
      hook: { permission: "edit" },
      payload: { text: cli.write(path.join(bench.folder, "made.txt")) },
    });

    expect(outcome.status).toBe("success");
    expect((await readFile(path.join(bench.folder, "made.txt"), "utf8")).trim()).toBe("hello");
  });

  test("writes nothing where it may only read", async () => {
    const bench = await open();

    await bench.run({ payload: { text: cli.write(path.join(bench.folder, "made.txt")) } });
    await bench.run({ payload: { text: `[[shell: echo hello > ${bench.folder}/made.txt]]` } });

    expect(existsSync(path.join(bench.folder, "made.txt"))).toBe(false);
  });

  it.skipIf(isMissing || cli.writeTool === null)(
    "says which tool was denied outside of the folder",
    async () => {
      const bench = await open();
      const outside = path.join(bench.home, "outside.txt");

      const outcome = await bench.run({
        hook: { permission: "edit" },
        payload: { text: cli.write(outside) },
      });

      expect(outcome).toMatchObject({
        status: "error:permission_denied",
        deniedTools: [cli.writeTool],
      });
      expect(existsSync(outside)).toBe(false);
    },
  );

  test("has a shell with full permission, without the daemon's secrets", async () => {
    const bench = await open();
    const outside = path.join(bench.home, "outside.txt");

    const outcome = await bench.run({
      hook: { permission: "full", accept_risk: true },
      payload: { text: `[[shell: env > ${outside}]]` },
    });

    expect(outcome.status).toBe("success");
    const seen = await readFile(outside, "utf8");
    expect(seen).toContain(`HOME=${bench.home}`);
    expect(seen).toContain(`WAKEHOOK_RUN_ID=${bench.lastRunId()}`);
    expect(seen).not.toContain("a-secret-of-the-daemon");
  });

  test("calls a wrong key a login that is missing", async () => {
    const bench = await open({ key: "wrong" });

    expect(await bench.run()).toMatchObject({ status: `error:auth_${cli.id}` });
  });

  test("says that the model is unknown", async () => {
    const bench = await open();
    const model = cli.id === "opencode" ? "stand-in/no-such" : "no-such";

    expect(await bench.run({ hook: { model } })).toMatchObject({ status: `error:model_${cli.id}` });
  });

  test.each([
    [503, "overloaded"],
    [429, "limit"],
  ])("tells HTTP %i as %s, within seconds", async (status, kind) => {
    const bench = await open();
    const started = performance.now();

    const outcome = await bench.run({ payload: { text: `[[status: ${status}]]` } });

    // opencode does not tell the status of a service that it goes on asking, only its words.
    const told = cli.id === "opencode" ? "overloaded" : kind;
    expect(outcome).toMatchObject({ status: `error:${told}_${cli.id}` });
    expect(performance.now() - started).toBeLessThan(25_000);
  });

  test("gives up on a server that is down, within seconds", async () => {
    const bench = await open({ url: "http://127.0.0.1:9" });
    const started = performance.now();

    const outcome = await bench.run();

    expect(outcome).toMatchObject({ status: "error:unreachable" });
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test("is ended with all its children when a shell command takes too long", async () => {
    const bench = await open();
    const begun = path.join(bench.folder, "begun");
    const wait = "tail -f /dev/null";
    const command = `touch ${begun}; (${wait} & setsid ${wait} & setsid -f ${wait}; ${wait})`;

    const outcome = await bench.run({
      hook: { permission: "full", accept_risk: true, timeout_seconds: 8 },
      payload: { text: `[[shell: ${command}]]` },
    });

    expect(existsSync(begun)).toBe(true);
    expect(outcome.status).toBe("error:timeout");
    expect(await livingOf(bench.lastRunId())).toEqual([]);
  });

  test.each(["read_only", "full"])(
    "reads no file that a payload names, with %s",
    async (permission) => {
      const bench = await open();
      const far = path.join(bench.home, "far.txt");
      await writeFile(far, "planted-far-secret");
      await writeFile(path.join(bench.folder, "near.txt"), "planted-near-secret");
      const text = [
        `@${far} and @${far}, @near.txt @./near.txt @../../far.txt @"${far}" (@${far})`,
        `/init @near.txt`,
        `/clear`,
        `!cat near.txt`,
      ].join("\n");

      const outcome = await bench.run({
        hook: {
          permission,
          accept_risk: true,
          prompt_template: "{{text}}",
          append_payload: "always",
        },
        payload: { text, quoted: `see @${far} now`, [`@${far}`]: 1 },
      });

      expect(outcome.status).toBe("success");
      const sent = bench.server.requests.map((request) => request.body).join("\n");
      expect(sent).toContain("far.txt");
      expect(sent).not.toContain("planted-far-secret");
      expect(sent).not.toContain("planted-near-secret");
    },
  );

  test("shows the prompt in no argument list, and stops when it is told to", async () => {
    const bench = await open();
    const words = `words-of-the-prompt-${process.pid}`;
    const stop = new AbortController();

    const running = bench.run({ payload: { text: `${words} [[hang]]` }, signal: stop.signal });
    await bench.server.seen(words);
    const telling = await tellingOf(words);
    stop.abort("stopped");

    expect(telling).toEqual([]);
    expect(await running).toMatchObject({ status: "error:stopped" });
  });

  test("executes nothing that the folder brings, and reads the folder's words", async () => {
    const bench = await open();
    const ran = path.join(bench.home, "ran");
    await cli.plant(bench.folder, ran);
    await writeFile(path.join(bench.folder, cli.instructions), "planted-words-of-the-folder");

    const outcome = await bench.run({ payload: { text: "[[say: done]]" } });

    expect(outcome).toMatchObject({ status: "success", answer: "done" });
    expect(existsSync(ran)).toBe(false);
    const sent = bench.server.requests.map((request) => request.body).join("\n");
    expect(sent).toContain("planted-words-of-the-folder");
    expect(sent).not.toContain("planted-system-prompt");
  });

  test("works in a folder that it is trusted with", async () => {
    const bench = await open();
    await writeFile(path.join(bench.folder, cli.instructions), "planted-words-of-the-folder");

    const outcome = await bench.run({
      hook: { trust_folder: true },
      payload: { text: "[[say: done]]" },
    });

    expect(outcome).toMatchObject({ status: "success", answer: "done" });
    const sent = bench.server.requests.map((request) => request.body).join("\n");
    expect(sent).toContain("planted-words-of-the-folder");
  });

  it.skipIf(isMissing || !["opencode", "gemini"].includes(cli.id))(
    "is not started in a folder whose configuration nothing switches off",
    async () => {
      const bench = await open();
      const place = cli.id === "gemini" ? ".gemini/.env" : ".opencode/plugin/planted.js";
      const file = path.join(bench.folder, place);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, "");

      const outcome = await bench.run();

      expect(outcome.status).toBe("error:folder_not_allowed");
      expect(bench.server.requests).toEqual([]);
    },
  );
});
