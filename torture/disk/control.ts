// A daemon that answers before its disk has the delivery: the same check must find what it lost.

import path from "node:path";
import type { Row, TortureContext } from "../part.ts";
import { fillDisk, openDiskHome } from "./disk-home.ts";
import { createOffers } from "./offers.ts";

const PRELOAD = path.resolve(import.meta.dirname, "../crash/fixtures/control-ledger.ts");
const DISK_MIB = 16;

/** Fills its disk once. */
export async function controlRow(context: TortureContext): Promise<Row> {
  const home = await openDiskHome(context, DISK_MIB);
  const daemon = await home.spawn({ preload: PRELOAD, prefix: ["env", "CONTROL=early-answer"] });
  const offers = createOffers("filtered", () => 4000);
  offers.moveTo(daemon.hooksUrl);
  await offers.send(10);
  fillDisk(home.paths.root, 0);
  await offers.send(64);
  await daemon.kill("SIGKILL");
  const { lost } = offers.check(home.paths.database);
  return {
    fault: "control: answers before the commit, on a full disk",
    times: 1,
    promised: "fails this check",
    seen: `${lost} of ${offers.taken} answers with 202 lost`,
    kept: lost > 0,
  };
}
