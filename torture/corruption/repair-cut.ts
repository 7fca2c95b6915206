// The repair itself is cut off: by kill -9 at any moment, and by a disk that is full.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inspectLedger } from "../../src/ledger/guards/inspect.ts";
import { repairNote } from "../../src/ledger/file/paths.ts";
import { call, fillDisk } from "../disk/disk-home.ts";
import type { Row, TortureContext } from "../part.ts";
import type { DeadHome } from "./dead-home.ts";
import { LEDGER_DAMAGES } from "./ledger-damages.ts";

const LAUNCHER = path.resolve(import.meta.dirname, "../../bin/wakehook.js");
const REPAIR = ["doctor", "--repair", "--yes", "--json"];
const HARM = "log, one bit flipped";
const PLACE = 0.3;

/** Kills it, this many times; then it is called once more. */
export async function killedRepairRow(dead: DeadHome, kills: number): Promise<Row> {
  harm(dead);
  const started = performance.now();
  call(dead.home, REPAIR);
  const wholeMs = performance.now() - started;
  const ends = { untouched: 0, inSwap: 0, done: 0 };
  const wrong: string[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    harm(dead);
    const { database } = dead.home.paths;
    const before = readFileSync(database);
    const log = readFileSync(`${database}-wal`);
    await killAfter(dead, wholeMs * (0.3 + 0.7 * Math.random()));
    if (existsSync(repairNote({ database }))) ends.inSwap += 1;
    else if (hasOld(dead)) ends.done += 1;
    else if (readFileSync(database).equals(before) && readFileSync(`${database}-wal`).equals(log))
      ends.untouched += 1;
    else wrong.push("the old database was changed");
    const again = call(dead.home, REPAIR);
    const isRefused = again.code === 6 && again.stdout.includes("whole");
    if (again.code !== 0 && !isRefused) wrong.push(again.stdout.slice(0, 80));
    const { state } = inspectLedger(dead.home.paths);
    if (state !== "sound") wrong.push(state);
  }
  return {
    fault: "kill -9 of doctor --repair at any moment; then once more",
    times: kills,
    promised: "the old database is as it was, or the next call ends the repair",
    seen: `${ends.untouched} times as it was, ${ends.inSwap} ended by the next call, ${ends.done} done already; ${wrong.length} wrong ${wrong[0] ?? ""}`,
    kept: wrong.length === 0,
  };
}

/** A home on a small disk, mounted by the caller, that is full when it is repaired. */
export function fullDiskRepairRow(context: TortureContext, dead: DeadHome): Row {
  harm(dead);
  const { database, root } = dead.home.paths;
  const before = readFileSync(database);
  const makeRoom = fillDisk(root, 0);
  const full = call(dead.home, REPAIR);
  const isSame = readFileSync(database).equals(before);
  const left = readdirSync(root).filter((name) => name.includes("repair"));
  makeRoom();
  const again = call(dead.home, REPAIR);
  context.say(`on a full disk: ${full.stdout.trim().slice(0, 120)}`);
  return {
    fault: "doctor --repair on a full disk; then with room",
    times: 1,
    promised: "an error with words, nothing changed, nothing left; then it works",
    seen: `exit code ${full.code}, database ${isSame ? "as it was" : "CHANGED"}, ${left.length} files left; then ${again.code}`,
    kept: full.code === 1 && isSame && left.length === 0 && again.code === 0,
  };
}

function harm(dead: DeadHome): void {
  dead.restore();
  LEDGER_DAMAGES.find(({ name }) => name === HARM)?.harm(dead.home.paths, PLACE);
}

function hasOld({ home: { paths } }: DeadHome): boolean {
  return existsSync(paths.database) && inspectLedger(paths).state === "sound";
}

async function killAfter({ home }: DeadHome, ms: number): Promise<void> {
  const child = spawn(process.execPath, [LAUNCHER, ...REPAIR], {
    env: { PATH: "/usr/bin:/bin", HOME: home.folder, WAKEHOOK_HOME: home.paths.root },
    stdio: "ignore",
  });
  const ended = once(child, "close");
  await Promise.race([sleep(ms), ended]);
  child.kill("SIGKILL");
  await ended;
}
