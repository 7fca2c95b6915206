// The ledger's files are taken away or replaced under a daemon that works.

import { copyFileSync, renameSync, rmSync } from "node:fs";
import { aHook, openHome, type DaemonHome } from "../../test/e2e/open-home.ts";
import { createOffers } from "../disk/offers.ts";
import type { Row, TortureContext } from "../part.ts";

interface Theft {
  readonly name: string;
  /** Returns what undoes it; null where there is nothing to undo. */
  harm(home: DaemonHome): (() => void) | null;
  /** Deliveries go on, and are kept. */
  readonly goesOn: boolean;
}

const THEFTS: readonly Theft[] = [
  {
    name: "database moved away, then put back",
    goesOn: false,
    harm({ paths: { database } }) {
      renameSync(database, `${database}.away`);
      return () => renameSync(`${database}.away`, database);
    },
  },
  {
    name: "database replaced by a copy, then put back",
    goesOn: false,
    harm({ paths: { database } }) {
      renameSync(database, `${database}.away`);
      copyFileSync(`${database}.away`, database);
      return () => renameSync(`${database}.away`, database);
    },
  },
  {
    name: "log deleted",
    goesOn: true,
    harm({ paths: { database } }) {
      rmSync(`${database}-wal`);
      return null;
    },
  },
  {
    name: "watermark deleted",
    goesOn: true,
    harm({ paths: { watermarkFile } }) {
      rmSync(watermarkFile);
      return null;
    },
  },
];

/** Each with a daemon of its own; after it kill -9, and what was promised is looked for. */
export async function whileRunningRows(context: TortureContext): Promise<Row[]> {
  const rows: Row[] = [];
  for (const theft of THEFTS) rows.push(await steal(context, theft));
  return rows;
}

async function steal(context: TortureContext, theft: Theft): Promise<Row> {
  const home = await openHome({ hooks: [aHook("filtered", { events: ["wanted"], to: [] })] });
  context.after(() => home.close());
  const daemon = await home.spawn();
  const offers = createOffers("filtered", (number) => (number % 5) * 3000);
  offers.moveTo(daemon.hooksUrl);
  await offers.send(24);
  const undo = theft.harm(home);
  const meanwhile = await offers.send(24);
  undo?.();
  const afterMs = await offers.repeat();
  await offers.send(8);
  await daemon.kill("SIGKILL");
  const { lost, twice } = offers.check(home.paths.database);
  const again = await home.spawn().then(
    () => "starts",
    () => "does not start",
  );
  const isRight = theft.goesOn ? meanwhile.refused === 0 : meanwhile.taken === 0;
  return {
    fault: `while it runs: ${theft.name}`,
    times: 1,
    promised: theft.goesOn
      ? "goes on, and every 202 is there after kill -9"
      : "503 until it is back, then goes on; every 202 is there",
    seen: `${meanwhile.taken} taken and ${meanwhile.refused} refused meanwhile; goes on after ${afterMs} ms; ${lost} of ${offers.taken} lost, ${twice} twice; ${again}`,
    kept: isRight && lost === 0 && twice === 0 && offers.odd.length === 0 && again === "starts",
  };
}
