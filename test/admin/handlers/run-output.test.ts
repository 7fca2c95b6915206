import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { getEventListeners } from "node:events";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { itWhere } from "../../skip-loudly.ts";
import { openRunOutput } from "../../../src/admin/handlers/run-output.ts";
import { openHarness, run, runId, SECRET, type Harness } from "../harness.ts";

let harness: Harness;
let folder: string;
beforeEach(() => {
  harness = openHarness();
  harness.ledger.allRuns.push(run(1, { state: "done", status: "success" }));
  folder = harness.runFolder(runId(1));
});
afterEach(() => harness.close());

const output = (query = "") => harness.get(`/runs/${runId(1)}/output${query}`);

describe("GET /runs/:id/output", () => {
  it.each([
    ["", "stdout.log"],
    ["?stream=stdout", "stdout.log"],
    ["?stream=stderr", "stderr.log"],
    ["?stream=result", "result.md"],
    ["?stream=prompt", "prompt.md"],
  ])("gives with %j the file %s as text", async (query, file) => {
    writeFileSync(path.join(folder, file), "grüß 😀\n");

    const answer = await output(query);

    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(answer.headers.get("x-next-offset")).toBe("12");
    expect(await answer.text()).toBe("grüß 😀\n");
  });

  it("masks secrets, also across the pieces in which a large file is read", async () => {
    const whole = `x ${SECRET} `.repeat(20_000);
    writeFileSync(path.join(folder, "stdout.log"), whole);

    const text = await (await output()).text();

    expect(text).toBe(whole.replaceAll(SECRET, "***"));
  });

  it("goes on from an offset, and shows no secret from its middle", async () => {
    writeFileSync(path.join(folder, "stdout.log"), `one ${SECRET} two`);

    expect(await (await output("?offset=4")).text()).toBe("*** two");
    expect(await (await output("?offset=8")).text()).toBe(" two");
    expect(await (await output("?offset=24")).text()).toBe("");
  });

  it("gives pieces that together are the file", async () => {
    const whole = "line of the log\n".repeat(500);
    writeFileSync(path.join(folder, "stdout.log"), whole.slice(0, 5000));
    const first = await output();
    const head = await first.text();
    appendFileSync(path.join(folder, "stdout.log"), whole.slice(5000));

    const tail = await (await output(`?offset=${first.headers.get("x-next-offset")}`)).text();

    expect(head + tail).toBe(whole);
  });

  it.each([
    ["?offset=6", 400, "usage"],
    ["?offset=-1", 400, "usage"],
    ["?stream=stdin", 400, "usage"],
    ["?follow=yes", 400, "usage"],
    ["?stream=stderr", 404, "not_found"],
  ])("answers %s with %i %s", async (query, status, error) => {
    writeFileSync(path.join(folder, "stdout.log"), "12345");

    const answer = await output(query);

    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error });
  });

  it.each([
    "..",
    "..%2f..",
    "%2e%2e%2f%2e%2e%2fetc",
    "run_1",
    `${runId(1)}%2f..%2f${runId(1)}`,
    `${runId(1)}%00`,
    runId(2),
  ])("answers 404 to the id %s", async (id) => {
    const answer = await harness.get(`/runs/${id}/output`);

    expect(answer.status).toBe(404);
  });

  it("follows no link and waits for no pipe in the file's place", async () => {
    symlinkSync("/etc/hostname", path.join(folder, "stdout.log"));
    execFileSync("mkfifo", [path.join(folder, "stderr.log")]);
    mkdirSync(path.join(folder, "result.md"));

    for (const stream of ["stdout", "stderr", "result"])
      expect((await output(`?stream=${stream}`)).status).toBe(404);
  });

  itWhere(existsSync("/proc/self/fd"), "no /proc here; open files are not counted")(
    "keeps no file open, whether it is read to its end or left",
    async () => {
      writeFileSync(path.join(folder, "stdout.log"), "x".repeat(300_000));
      const open = () => readdirSync("/proc/self/fd").length;
      const before = open();

      for (let round = 0; round < 5; round += 1) {
        await (await output()).text();
        const reader = (await output()).body?.getReader();
        await reader?.read();
        await reader?.cancel();
        await output("?offset=999999999");
      }

      expect(open()).toBeLessThanOrEqual(before + 1);
    },
  );
});

describe("GET /runs/:id/output?follow=1", () => {
  const file = () => path.join(folder, "stdout.log");
  beforeEach(() => {
    harness.ledger.allRuns[0] = run(1);
    writeFileSync(file(), "begun\n");
  });

  async function follow() {
    const answer = await output("?follow=1");
    const reader = answer.body?.getReader();
    const read = async () => new TextDecoder().decode((await reader?.read())?.value);
    return { answer, read, cancel: () => reader?.cancel() };
  }

  it("shows lines as they are written, and ends with the run", async () => {
    const { answer, read } = await follow();
    expect(answer.headers.get("x-next-offset")).toBeNull();
    expect(await read()).toBe("begun\n");

    const more = read();
    await harness.clock.untilTimer();
    appendFileSync(file(), `on ${SECRET}\nhal`);
    harness.clock.advance(250);
    expect(await more).toBe("on ***\n");

    const end = read();
    await harness.clock.untilTimer();
    appendFileSync(file(), "f\nend");
    harness.ledger.allRuns[0] = run(1, { state: "done", status: "success" });
    harness.clock.advance(250);
    expect((await end) + (await read())).toBe("half\nend");
    expect(await read()).toBe("");
  });

  it("ends when the daemon stops", async () => {
    const { read } = await follow();
    await read();

    const end = read();
    await harness.clock.untilTimer();
    harness.admin.close();

    expect(await end).toBe("");
    expect(harness.clock.waiting()).toBe(0);
  });

  it.each(["revoked", "expired"])(
    "ends when its token is %s, and shows nothing more",
    async (how) => {
      await harness.post("/tokens", { name: "ci", scopes: ["runs:read"], expires_in: 60 });
      const answer = await harness.send(`/api/v1/runs/${runId(1)}/output?follow=1`, {
        headers: { "x-api-key": "whk_ci" },
      });
      const reader = answer.body?.getReader();
      await reader?.read();

      const end = reader?.read();
      await harness.clock.untilTimer();
      appendFileSync(file(), "private\n");
      if (how === "revoked") await harness.post("/tokens/ci/revoke");
      harness.clock.advance(how === "revoked" ? 250 : 60_000);

      expect(await end).toEqual({ done: true, value: undefined });
      expect(harness.clock.waiting()).toBe(0);
    },
  );

  it("listens for the stop only once, however long it follows, and no longer than it lives", async () => {
    const stopper = new AbortController();
    const answer = await openRunOutput(
      { ...harness.deps, stopping: stopper.signal },
      {
        runId: runId(1),
        stream: "stdout",
        offset: 0,
        isFollowed: true,
        mayGoOn: () => true,
      },
    );
    const reader = (answer as Response).body?.getReader();
    const listeners = () => getEventListeners(stopper.signal, "abort").length;
    await reader?.read();

    for (let round = 0; round < 5; round += 1) {
      const more = reader?.read();
      await harness.clock.untilTimer();
      appendFileSync(file(), "more\n");
      harness.clock.advance(250);
      await more;
    }

    expect(listeners()).toBe(1);
    await reader?.cancel();
    expect(listeners()).toBe(0);
  });

  it("leaves nothing behind when the reader goes", async () => {
    const { read, cancel } = await follow();
    await read();
    void read();
    await harness.clock.untilTimer();

    await cancel();

    expect(harness.clock.waiting()).toBe(0);
  });
});
