import { spawn, type ChildProcess } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  carriesRun,
  findProcess,
  listProcesses,
} from "../../../src/agents/process/process-table.ts";
import { endOrphan, killEntries, sweepRun } from "../../../src/agents/process/sweep.ts";
import type { RunId } from "../../../src/core/records/ids.ts";
import { newRunId, systemRandomness } from "../../../src/system/randomness.ts";

let runId: RunId;
let child: ChildProcess;
let ended: Promise<unknown>;

beforeEach(() => {
  runId = newRunId(Date.now(), systemRandomness);
  child = start("tail", runId);
  ended = new Promise((resolve) => child.once("exit", resolve));
});
afterEach(() => {
  child.kill("SIGKILL");
});

function start(program: string, id: string): ChildProcess {
  return spawn(program, ["-f", "/dev/null"], {
    env: { PATH: process.env["PATH"], WAKEHOOK_RUN_ID: id },
    detached: true,
    stdio: "ignore",
  });
}
const isAlive = (): boolean => findProcess(child.pid ?? 0)?.zombie === false;

describe("sweepRun", () => {
  it("ends what carries the run's id and says how many", async () => {
    expect(await sweepRun(runId)).toBe(1);

    await ended;
    expect(await sweepRun(runId)).toBe(0);
  });

  it("takes no id for another that it is a part of", async () => {
    expect(await sweepRun(runId.slice(0, -1) as RunId)).toBe(0);
    expect(await sweepRun(`${runId}0` as RunId)).toBe(0);
    expect(isAlive()).toBe(true);
  });

  it("sweeps the parts of a run with the run, and a part alone", async () => {
    const part = start("tail", `${runId}.one`);
    const partEnded = new Promise((resolve) => part.once("exit", resolve));

    expect(await sweepRun(`${runId}.two` as RunId)).toBe(0);
    expect(await sweepRun(`${runId}.one` as RunId)).toBe(1);
    await partEnded;
    expect(isAlive()).toBe(true);
    expect(await sweepRun(runId)).toBe(1);
  });
});

describe.runIf(process.platform === "linux")("a process in the midst of an exec", () => {
  it("is found: it shows no environment for a moment", async () => {
    const turning = `exec sh -c "$1" turning "$1"`;
    const program = spawn("sh", ["-c", turning, "turning", turning], {
      env: { PATH: process.env["PATH"], WAKEHOOK_RUN_ID: runId },
      stdio: "ignore",
    });
    try {
      for (let look = 0; look < 300; look++)
        expect(await carriesRun(program.pid ?? 0, runId)).toBe(true);
    } finally {
      program.kill("SIGKILL");
    }
  });
});

describe("endOrphan", () => {
  const pid = (): number => child.pid ?? 0;
  const begun = (): string => findProcess(pid())?.start ?? "";

  it("ends the process that a dead daemon left", async () => {
    expect(await endOrphan(pid(), begun(), runId)).toBe(1);
    await ended;
  });

  it("leaves a process alone whose start or run id does not match: pids are used again", async () => {
    const other = newRunId(Date.now(), systemRandomness);

    expect(await endOrphan(pid(), begun(), other)).toBe(0);
    expect(await endOrphan(process.pid, findProcess(process.pid)?.start ?? "", runId)).toBe(1);

    await ended; // by its run id, not by the pid that was given
    expect(await endOrphan(pid(), "1", runId)).toBe(0);
    expect(await endOrphan(pid(), null, runId)).toBe(0);
  });
});

describe("killEntries", () => {
  it("kills no process that has only the pid of the one that was meant", () => {
    const entry = findProcess(child.pid ?? 0);
    expect(entry).not.toBeNull();
    if (entry === null) return;

    expect(killEntries([{ ...entry, start: "1" }])).toEqual([]);
    expect(isAlive()).toBe(true);
    expect(killEntries([entry])).toEqual([entry.pid]);
  });
});

describe("listProcesses", () => {
  it("reads a process whose name looks like the end of a name", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "wakehook-name-"));
    const program = path.join(folder, "a) Z 1 (b");
    await copyFile("/usr/bin/tail", program);
    const odd = start(program, runId);

    try {
      const entry = listProcesses().find((one) => one.pid === odd.pid);
      expect(entry).toMatchObject({ parent: process.pid, group: odd.pid, zombie: false });
      expect(await carriesRun(odd.pid ?? 0, runId)).toBe(true);
    } finally {
      odd.kill("SIGKILL");
      await rm(folder, { recursive: true });
    }
  });

  it("knows nobody of a pid that is not there", () => {
    expect(findProcess(2 ** 30)).toBeNull();
  });
});
