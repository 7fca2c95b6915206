// What the owner was told is done is done: after kill -9 at any moment, and on the disk before it is said.

import { spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import type { LedgerPort } from "../../src/core/ports/ledger-port.ts";
import { fingerprintOfPosted } from "../../src/core/admission/mark.ts";
import { canTrace } from "./run-child.ts";
import { deliveryId, HOOK, runId, tempFolder, tempLedger } from "./temp-ledger.ts";

const PROGRAM = path.join(import.meta.dirname, "fixtures", "control-child.ts");
const KILL_AFTER_STEPS = [9, 33, 60];

interface Told {
  readonly round: number;
  readonly did: string;
}

/** Everything that the program told before it was killed, soon after so many steps. */
async function untilKilled(folder: string, killAfter: number): Promise<Told[]> {
  const child = spawn(process.execPath, [PROGRAM, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const told: Told[] = [];
  const ended = new Promise<string | null>((resolve) => {
    child.on("close", (_, signal) => resolve(signal));
  });
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    if (line.endsWith("}")) told.push(JSON.parse(line) as Told);
    if (told.length === killAfter) child.kill("SIGKILL");
  });
  const signal = await ended;
  lines.close();
  if (signal !== "SIGKILL") throw new Error(`the program ended by itself: ${String(signal)}`);
  return told;
}

/** What must be so once a step was told, whatever came after it. */
const DONE: Readonly<Record<string, (ledger: LedgerPort, round: number) => void>> = {
  accept: () => {},
  hold: (ledger, round) => expect(ledger.reports(deliveryId(2 * round - 1))).toHaveLength(1),
  release: (ledger, round) =>
    expect(ledger.delivery(deliveryId(2 * round - 1))).toMatchObject({
      heldSince: null,
      waived: ["held:budget"],
      permission: "edit",
    }),
  postpone: (ledger, round) =>
    expect(ledger.delivery(deliveryId(2 * round - 1))?.burstSince).toBe(round),
  merge(ledger, round) {
    const newer = deliveryId(2 * round);
    const older = { status: "skipped:coalesced", mergedInto: newer, notBefore: null };
    expect(ledger.delivery(deliveryId(2 * round - 1))).toMatchObject(older);
    expect(ledger.delivery(newer)).toMatchObject({ merged: 1, burstSince: round });
  },
  start: (ledger, round) => expect(ledger.run(runId(round))).not.toBeNull(),
  finish(ledger, round) {
    const held = { state: "held", status: "held:agent", heldSince: 2 };
    expect(ledger.delivery(deliveryId(2 * round))).toMatchObject(held);
    const answer = fingerprintOfPosted(`an answer that is long enough ${round}`);
    expect(ledger.postedBy(answer ?? "")).toBe(runId(round));
  },
  pause: () => {},
  resume: (ledger, round) =>
    expect(ledger.pauses().map(({ name }) => name)).not.toContain(`hook-${round - 1}`),
  notify: (ledger, round) => expect(ledger.notify(`key ${round}`, [])).toBe(false),
  allow: (ledger, round) =>
    expect(ledger.allowance(HOOK, String(round))).toEqual({ runs: 1, usd: 0.5 }),
};

it.each(KILL_AFTER_STEPS)(
  "keeps all that it told when it is killed after %i steps",
  async (steps) => {
    const folder = tempFolder();
    const told = await untilKilled(folder, steps);
    const ledger = tempLedger(folder).open();

    expect(told.length).toBeGreaterThanOrEqual(steps);
    for (const { round, did } of told) DONE[did]?.(ledger, round);
    expect(ledger.waitingCount()).toBe(ledger.waiting().length);
    const all = ledger.deliveries({ limit: 1000 });
    for (const { id, merged } of all)
      expect(all.filter(({ mergedInto }) => mergedInto === id)).toHaveLength(merged);
    const paused = told.findLast(({ did }) => did === "pause")?.round;
    const names = ledger.pauses().map(({ name }) => name);
    if (paused !== undefined)
      expect(names.some((name) => name === `hook-${paused}` || name === `hook-${paused + 1}`)).toBe(
        true,
      );
  },
  60_000,
);

describe.skipIf(!canTrace())("each step", () => {
  it("is written and synced before it is told", () => {
    const traced = spawnSync(
      "strace",
      ["-f", "-y", "-e", "trace=fsync,fdatasync,pwrite64,write", "-e", "signal=none"].concat([
        process.execPath,
        PROGRAM,
        tempFolder(),
        "3",
      ]),
      { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
    );

    // One letter per call: the log is Written, it is Synced well, a step is Told.
    const calls = traced.stderr.split("\n").flatMap((line) => {
      if (/pwrite64\(\d+<[^>]*wakehook\.db-wal>/.test(line)) return "W";
      if (/f(?:data)?sync\(\d+<[^>]*wakehook\.db-wal>\) += 0$/.test(line)) return "S";
      return /write\(1<[^>]*>, "\{\\"round\\"/.test(line) ? "T" : [];
    });
    const steps = calls.join("").replace(/^.*?(?=W+S+T)/, "");
    expect(traced.stdout.trim().split("\n")).toHaveLength(35);
    expect(steps).toMatch(/^(?:W+S+T){35}$/);
  }, 60_000);
});
