// The runner as a person starts it.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { processesOf } from "../e2e/leftovers.ts";
import { PARTS } from "../../torture/parts/table.ts";

const RUNNER = path.resolve(import.meta.dirname, "../../torture/run.ts");

async function startRunner(...words: string[]) {
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-runner-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const child = spawn(process.execPath, [RUNNER, ...words], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stderr: "" };
  child.stderr.on("data", (chunk: Buffer) => (said.stderr += chunk.toString()));
  const ended = once(child, "close").then(([code]) => ({ code: code as number, ...said }));
  return { child, folder, ended };
}

async function until(child: ChildProcess, isThere: () => boolean): Promise<void> {
  while (!isThere() && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("npm run torture", { timeout: 60_000 }, () => {
  it("names all parts where it is asked for one that is not there, and ends with 2", async () => {
    const { ended } = await startRunner("nothing");

    const { code, stderr } = await ended;

    expect(code).toBe(2);
    expect(stderr).toContain("There is no part nothing.");
    for (const { name } of PARTS) expect(stderr).toContain(`  ${name}`);
  });

  it("writes no table of a short run, and ends with 2", async () => {
    const { ended } = await startRunner("crash", "--write");

    expect((await ended).code).toBe(2);
  });

  it("ends what it started and removes what it made where it is broken off", async () => {
    const { child, folder, ended } = await startRunner("processes");
    await until(child, () => processesOf(path.join(folder, "wakehook-e2e-")).length > 0);

    child.kill("SIGINT");

    expect((await ended).code).toBe(130);
    const names = await readdir(folder);
    expect(names.filter((name) => !name.startsWith("wakehook-cache"))).toEqual([]);
    expect(processesOf(folder)).toEqual([]);
  });
});
