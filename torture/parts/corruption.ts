// The files are not what they were: the ledger's and the owner's, at a start and while the daemon runs.

import { openDeadHome } from "../corruption/dead-home.ts";
import { fileRows } from "../corruption/files.ts";
import { settingsRows } from "../corruption/settings.ts";
import { throughDaemonRow } from "../corruption/through-daemon.ts";
import { whileRunningRows } from "../corruption/while-running.ts";
import { fullDiskRepairRow, killedRepairRow } from "../corruption/repair-cut.ts";
import { mayMount } from "../disk/disk-home.ts";
import type { Part, Row, TortureContext } from "../part.ts";

const DELIVERIES = { short: 40, long: 80 };
const DISK_MIB = 16;

/** Nothing is lost in silence, nothing begins anew by itself, and there is always a way on. */
export const corruption: Part = {
  name: "corruption",
  title: "damaged, lost or foreign files: noticed, said, and never taken for a fresh start",
  async run(context) {
    const dead = await openDeadHome(context, DELIVERIES[context.scale]);
    return [
      ...fileRows(context, dead),
      await throughDaemonRow(context, dead),
      await killedRepairRow(dead, context.scale === "long" ? 40 : 2),
      ...(await fullDiskRows(context)),
      ...(await whileRunningRows(context)),
      ...(await settingsRows(context)),
    ];
  },
};

async function fullDiskRows(context: TortureContext): Promise<Row[]> {
  if (!mayMount(context, await context.folder())) return [];
  return [fullDiskRepairRow(context, await openDeadHome(context, DELIVERIES.short, DISK_MIB))];
}
