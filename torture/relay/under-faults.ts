// Senders post through the relay all the time, while the daemon, the relay or both are killed and the line between
// them is cut; then what senders were promised is held against the ledger at home.

import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import type { LiveChild } from "../../test/e2e/open-home.ts";
import { checkLedger, waitingReports, type Extent, type Findings } from "../crash/check-ledger.ts";
import { createSenders } from "../crash/senders.ts";
import { waitUntil } from "../load/wait-until.ts";
import type { Row, TortureContext } from "../part.ts";
import { openRelayRig, type RelayRig } from "./relay-rig.ts";

const FAULTS = ["daemon", "cut", "relay", "both"] as const;
type Fault = (typeof FAULTS)[number];
const SENDERS = [
  { hookId: "filtered", loops: 6 },
  { hookId: "effects", loops: 2, pauseMs: 60 },
];
const BACK_MS = 60_000;

interface Round {
  readonly done: Readonly<Record<Fault, number>>;
  readonly promised: number;
  readonly findings: Findings;
  readonly extent: Extent;
  readonly repeats: number;
  readonly parcels: number;
  readonly untold: number;
}

/** So many faults in each of so many rigs. */
export async function faultRows(
  context: TortureContext,
  { rigs, faults }: { readonly rigs: number; readonly faults: number },
): Promise<Row[]> {
  const rounds: Round[] = [];
  for (let number = 1; number <= rigs; number++) {
    const round = await faultsOf(context, faults);
    rounds.push(round);
    context.say(
      `rig ${number}: ${JSON.stringify(round.done)}, ${round.promised} answered 2xx, ${round.parcels} parcels, ${round.repeats} pushed or sent again; ${JSON.stringify(round.extent.statuses).slice(0, 300)}`,
    );
    // Reports are the relay's here, and it names no delivery of home's where home is away.
    const { untold: _, misnamed: _names, ...findings } = round.findings;
    if (Object.values(findings).some((keys) => keys.length > 0))
      context.say(JSON.stringify(findings).slice(0, 1000));
  }
  return rowsOf(rounds);
}

async function faultsOf(context: TortureContext, faults: number): Promise<Round> {
  const rig = await openRelayRig(context);
  const { relay, home, cutter } = rig;
  const senders = createSenders(SENDERS, { ca: relay.cert });
  const done = { daemon: 0, cut: 0, relay: 0, both: 0 };
  await relay.start();
  let daemon = await home.spawn();
  await isConnected(daemon);
  const stop = senders.run(relay.url);
  for (let at = 0; at < faults; at++) {
    const fault = FAULTS[at % FAULTS.length] ?? "cut";
    await senders.answered(between(1, 60), 3000);
    await sleep(between(0, 40));
    if (fault === "cut") cutter.cut();
    if (fault === "relay" || fault === "both") await relay.kill();
    if (fault === "daemon" || fault === "both") {
      await daemon.kill("SIGKILL");
      await daemon.close();
    }
    done[fault] += 1;
    // Sometimes senders meet a relay whose daemon is away.
    await sleep(between(0, 100));
    if (!relay.isRunning()) await relay.start();
    if (fault === "daemon" || fault === "both") daemon = await home.spawn();
  }
  await stop();
  return judge(rig, daemon, { done, journal: senders.journal });
}

async function judge(
  rig: RelayRig,
  daemon: LiveChild,
  { done, journal }: { done: Round["done"]; journal: ReadonlyMap<string, string> },
): Promise<Round> {
  const { relay, home, traces } = rig;
  await rig.quiet();
  const reports = (): number => waitingReports(home.paths.database);
  await waitUntil(BACK_MS, () => reports() === 0);
  const counts = relay.counts();
  await daemon.kill("SIGTERM");
  const { findings, extent } = checkLedger(home.paths.database, journal, traces);
  await daemon.close();
  await relay.kill();
  return {
    done,
    promised: journal.size,
    findings: { ...findings, unended: [...findings.unended, ...stillThere(counts.waiting)] },
    extent,
    parcels: counts.all,
    repeats: repeatsAt(home.paths.database),
    untold: extent.deliveries - counts.told,
  };
}

/** What the daemon got again and knew: sent again by its sender, or pushed again by the relay. */
function repeatsAt(file: string): number {
  using ledger = new DatabaseSync(file, { readOnly: true });
  return Number(ledger.prepare("SELECT sum(duplicates) AS n FROM deliveries").get()?.["n"] ?? 0);
}

function stillThere(waiting: number): string[] {
  return waiting === 0 ? [] : [`${waiting} at the relay`];
}

/** Settles when the tunnel of a daemon is up; false: it never was. */
export function isConnected(daemon: LiveChild): Promise<boolean> {
  return waitUntil(BACK_MS, async () => {
    const answer = await daemon.admin("GET", "/tunnels");
    const { tunnels } = (await answer.json()) as { tunnels: Array<{ health: { state: string } }> };
    return tunnels.every(({ health }) => health.state === "up");
  });
}

function rowsOf(rounds: readonly Round[]): Row[] {
  const sum = (of: (round: Round) => number): number =>
    rounds.reduce((all, round) => all + of(round), 0);
  const times = sum(({ done }) => Object.values(done).reduce((all, one) => all + one, 0));
  const broken = (...names: readonly (keyof Findings)[]): number =>
    sum(({ findings }) => names.reduce((all, name) => all + findings[name].length, 0));
  const row = (promised: string, wrong: number, among: number, what: string): Row => ({
    fault: "kill -9 of the daemon, of the relay, of both, and a cut line, under load",
    times,
    promised,
    seen: `${wrong} of ${among.toLocaleString("en")} ${what}`,
    kept: wrong === 0 && among > times / 4,
  });
  const promised = sum((round) => round.promised);
  const deliveries = sum(({ extent }) => extent.deliveries);
  const starts = sum(({ extent }) => extent.starts);
  const once = row(
    "what the relay answered 2xx is in the ledger at home, once",
    broken("lost", "twice"),
    promised,
    "answers lost or doubled",
  );
  return [
    { ...once, seen: `${once.seen}; ${sum(({ repeats }) => repeats)} repeats were known as such` },
    row("no program is started twice", broken("ranTwice"), starts, "programs started again"),
    row(
      "every delivery ends in a status that is true",
      broken("unended", "neverRan"),
      deliveries,
      "without",
    ),
    row(
      "the relay is told how each one ended",
      sum(({ untold }) => Math.max(0, untold)),
      deliveries,
      "not told",
    ),
  ];
}

function between(from: number, to: number): number {
  return from + Math.random() * (to - from);
}
