// A small disk is full: by somebody else's files, at a start, and by what an agent writes.

import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { DaemonHome } from "../../test/e2e/open-home.ts";
import { inspectLedger } from "../../src/ledger/guards/inspect.ts";
import type { Row, TortureContext } from "../part.ts";
import { fillDisk, openDiskHome } from "./disk-home.ts";
import { createOffers, type Offers } from "./offers.ts";

const DISK_MIB = 160;
const MIB = 1_048_576;
const MOST_BATCHES = 400;
const LONGEST_WAIT_MS = 30_000;
const LOOK_EVERY_MS = 20;
const bytesOf = (number: number): number => ((number * 7) % 11) * 8000;

/** Fills the disk again and again under load, then at a start, then by agents. */
export async function fullRows(
  context: TortureContext,
  { fills, floods }: { readonly fills: number; readonly floods: number },
): Promise<Row[]> {
  return [
    await underLoadRow(context, fills),
    await atStartRow(context),
    await byAgentRow(context, floods),
  ];
}

async function underLoadRow(context: TortureContext, fills: number): Promise<Row> {
  const home = await openDiskHome(context, DISK_MIB);
  const settings = settingsOf(home);
  const daemon = await home.spawn();
  const offers = createOffers("filtered", bytesOf);
  offers.moveTo(daemon.hooksUrl);
  await offers.send(20);
  let refused = 0;
  let slowestMs = 0;
  for (let fill = 0; fill < fills; fill += 1) {
    const makeRoom = fillDisk(
      home.paths.root,
      fill === 0 ? 0 : Math.floor(Math.random() * 300_000),
    );
    refused += await sendUntilRefused(offers);
    makeRoom();
    slowestMs = Math.max(slowestMs, await offers.repeat());
    await offers.send(4);
  }
  await daemon.kill("SIGKILL");
  const { lost, twice } = offers.check(home.paths.database);
  const { state } = inspectLedger(home.paths);
  const again = await home.spawn();
  offers.moveTo(again.hooksUrl);
  const { taken } = await offers.send(4);
  const isWhole = lost === 0 && twice === 0 && state === "sound" && offers.odd.length === 0;
  context.say(`${offers.taken} taken, ${refused} refused; ${offers.odd.slice(0, 2).join("; ")}`);
  return {
    fault: "the disk is full under load; then kill -9 and a start",
    times: fills,
    promised:
      "503 with Retry-After while it is; goes on by itself; every 202 kept; no settings file touched",
    seen: `${refused} refused; ${lost} of ${offers.taken.toLocaleString("en")} lost, ${twice} twice; goes on after ${slowestMs} ms`,
    kept: isWhole && taken === 4 && refused >= fills && settingsOf(home) === settings,
  };
}

async function atStartRow(context: TortureContext): Promise<Row> {
  const home = await openDiskHome(context, DISK_MIB);
  const daemon = await home.spawn();
  const offers = createOffers("filtered", bytesOf);
  offers.moveTo(daemon.hooksUrl);
  await offers.send(40);
  await daemon.kill("SIGKILL");
  const makeRoom = fillDisk(home.paths.root, 0);
  const { code, stdout, stderr } = await home.runToItsEnd({ killAfterMs: LONGEST_WAIT_MS });
  makeRoom();
  await home.spawn();
  const { lost } = offers.check(home.paths.database);
  return {
    fault: "a start on a full disk",
    times: 1,
    promised: "ends with a code and words, and changes nothing; the next start goes on",
    seen: `exit code ${code}: ${errorOf(stdout)}; ${lost} of ${offers.taken} lost`,
    kept: code === 1 && errorOf(stdout) === "storage_unavailable" && stderr === "" && lost === 0,
  };
}

async function byAgentRow(context: TortureContext, floods: number): Promise<Row> {
  const home = await openDiskHome(context, DISK_MIB);
  const daemon = await home.spawn();
  const offers = createOffers("filtered", bytesOf);
  offers.moveTo(daemon.hooksUrl);
  await offers.send(10);
  const statuses: string[] = [];
  let refused = 0;
  for (let flood = 0; flood < floods; flood += 1) {
    const makeRoom = fillDisk(home.paths.root, 4 * MIB);
    const { id } = await daemon.post("flood", { flood });
    refused += await sendUntilRefused(offers);
    makeRoom();
    await offers.repeat();
    statuses.push(await endOf(home, id));
  }
  await daemon.kill("SIGKILL");
  const { lost } = offers.check(home.paths.database);
  return {
    fault: "an agent's output fills the disk",
    times: floods,
    promised: "its run ends in an error that is written down when there is room; every 202 kept",
    seen: `${[...new Set(statuses)].join(", ")}; ${refused} refused meanwhile; ${lost} of ${offers.taken} lost`,
    kept: statuses.every((status) => status.startsWith("error:")) && lost === 0 && refused > 0,
  };
}

async function sendUntilRefused(offers: Offers): Promise<number> {
  let refused = 0;
  for (let batch = 0; batch < MOST_BATCHES && refused < 8; batch += 1)
    refused += (await offers.send(16)).refused;
  return refused;
}

/** A delivery's status when it has ended. */
export async function endOf(home: DaemonHome, id: string): Promise<string> {
  const latest = performance.now() + LONGEST_WAIT_MS;
  while (performance.now() < latest) {
    const delivery = home.delivery(id);
    if (delivery?.state === "done") return delivery.status ?? "none";
    await sleep(LOOK_EVERY_MS);
  }
  return `unended: ${home.delivery(id)?.state ?? "gone"}`;
}

function settingsOf({ paths }: DaemonHome): string {
  return [paths.hooksFile, paths.configFile].map((file) => readFileSync(file, "utf8")).join("\n");
}

function errorOf(stdout: string): string {
  try {
    return (JSON.parse(stdout) as { error: string }).error;
  } catch {
    return "no words";
  }
}
