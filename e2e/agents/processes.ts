// What runs on this machine, for the tests' own eyes. Linux only.

import { readdir, readFile } from "node:fs/promises";

/** Processes whose environment names the run, without those that have ended already. */
export async function livingOf(runId: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await pids()) {
    const environment = await read(pid, "environ");
    const state = (await read(pid, "stat")).replace(/^.*\) /s, "")[0];
    if (environment.includes(`WAKEHOOK_RUN_ID=${runId}`) && state !== "Z")
      found.push(`${pid} ${(await read(pid, "cmdline")).replaceAll("\0", " ")}`);
  }
  return found;
}

/** Processes that show these words to everybody on the machine: in their arguments. */
export async function tellingOf(words: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await pids()) {
    const line = await read(pid, "cmdline");
    if (line.includes(words)) found.push(`${pid} ${line.slice(0, 200)}`);
  }
  return found;
}

async function pids(): Promise<string[]> {
  return (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
}

async function read(pid: string, name: string): Promise<string> {
  return readFile(`/proc/${pid}/${name}`, "latin1").catch(() => "");
}
