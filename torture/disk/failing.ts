// The disk fails while a daemon runs: a sync, a write, everything. The same daemon lives through all of it.

import { setTimeout as sleep } from "node:timers/promises";
import { inspectLedger } from "../../src/ledger/guards/inspect.ts";
import type { Row, TortureContext } from "../part.ts";
import { openDiskHome } from "./disk-home.ts";
import type { FaultKind, FaultSwitch } from "./fault-switch.ts";
import { createOffers, type Offers } from "./offers.ts";

interface Fault {
  readonly kind: FaultKind;
  readonly target: string;
  /** What stands in the table. */
  readonly of: string;
  /** Deliveries go on meanwhile: the fault hits something else, or is mended by writing the rest. */
  readonly harmless?: boolean;
  /** Written so seldom that it is waited for: a few rounds of a long run only. */
  readonly seldom?: boolean;
}

const LOG = "wakehook.db-wal";
const FAULTS: readonly Fault[] = [
  { kind: "a sync fails (EIO)", target: LOG, of: "the ledger's log" },
  { kind: "a write fails (EIO)", target: LOG, of: "the ledger's log" },
  { kind: "a write is cut short", target: LOG, of: "the ledger's log", harmless: true },
  { kind: "a write fails (ENOSPC)", target: LOG, of: "the ledger's log" },
  { kind: "the file system is read-only", target: "/home/", of: "the home" },
  { kind: "a sync fails (EIO)", target: "/home/", of: "every file" },
  { kind: "a write fails (EIO)", target: "/home/", of: "every file" },
  {
    kind: "a write fails (ENOSPC)",
    target: "wakehook.log",
    of: "the daemon's log",
    harmless: true,
  },
  {
    kind: "a write fails (EIO)",
    target: "wakehook.watermark",
    of: "the watermark",
    harmless: true,
  },
  {
    kind: "a sync fails (EIO)",
    target: "wakehook.watermark",
    of: "the watermark",
    harmless: true,
    seldom: true,
  },
];
const SELDOM_ROUNDS = 3;
/** The watermark is synced every five seconds. */
const STRUCK_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;
/** Bodies of several pages, so that the log is folded in now and then. */
const bytesOf = (number: number): number => (number % 5) * 4000;

/** Each fault, some rounds of it; then the ledger is compared with the promises. */
export async function failingRows(
  context: TortureContext,
  faults: FaultSwitch,
  rounds: number,
): Promise<Row[]> {
  const home = await openDiskHome(context);
  faults.set("none", "");
  const daemon = await home.spawn({ prefix: faults.prefix });
  const offers = createOffers("filtered", bytesOf);
  offers.moveTo(daemon.hooksUrl);
  await offers.send(20);
  const rows: Row[] = [];
  for (const fault of FAULTS) {
    if (fault.seldom === true && rounds === 1) continue;
    const times = fault.seldom === true ? SELDOM_ROUNDS : rounds;
    const row = await strike({ offers, faults }, fault, times);
    context.say(`${row.fault}: ${row.seen}`);
    rows.push(row);
  }
  context.say(`${offers.taken} taken; ${offers.odd.length} odd answers`);
  await daemon.kill("SIGKILL");
  const { lost, twice } = offers.check(home.paths.database);
  const { state, problems } = inspectLedger(home.paths);
  rows.push({
    fault: "all of these, one after the other; then kill -9",
    times: rows.reduce((sum, { times }) => sum + times, 0),
    promised: "the daemon lives; what was answered 202 is there, once, whole",
    seen: `${lost} of ${offers.taken.toLocaleString("en")} lost, ${twice} twice; ledger ${state}`,
    kept: lost === 0 && twice === 0 && state === "sound" && problems.length === 0,
  });
  return rows;
}

async function strike(
  { offers, faults }: { readonly offers: Offers; readonly faults: FaultSwitch },
  fault: Fault,
  rounds: number,
): Promise<Row> {
  const { kind, target, of, harmless = false } = fault;
  const oddBefore = offers.odd.length;
  let hits = 0;
  let askedAgain = 0;
  let taken = 0;
  let refused = 0;
  let slowestMs = 0;
  for (let round = 0; round < rounds; round += 1) {
    faults.set(kind, target);
    const answers = await offers.send(24);
    if (harmless) await untilStruck(offers, faults);
    const counts = faults.counts();
    faults.set("none", "");
    hits += counts.hits;
    askedAgain += counts.askedAgain;
    taken += answers.taken;
    refused += answers.refused;
    slowestMs = Math.max(slowestMs, await offers.repeat());
    await offers.send(8);
  }
  const odd = offers.odd.length - oddBefore;
  const isRight = harmless ? refused === 0 : taken === 0 && refused > 0;
  return {
    fault: `${kind}: ${of}`,
    times: rounds,
    promised: harmless
      ? "deliveries go on, whole"
      : "503 with Retry-After, no 202; goes on by itself; no answer rests on a sync that is asked for again",
    seen: `${hits} faults: ${taken} taken, ${refused} refused, ${odd} odd; ${askedAgain} syncs asked again; goes on after ${slowestMs} ms`,
    kept: isRight && odd === 0 && askedAgain === 0 && hits >= rounds,
  };
}

/** What no delivery writes at once is written soon: the log at the next refusal, the watermark's sync by a timer. */
async function untilStruck(offers: Offers, faults: FaultSwitch): Promise<void> {
  const latest = performance.now() + STRUCK_WITHIN_MS;
  while (faults.counts().hits === 0 && performance.now() < latest) {
    await offers.beRefused();
    await sleep(LOOK_EVERY_MS);
  }
}
