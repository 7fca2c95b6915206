// The disk is full, fails or is read-only while the real daemon works on it.

import { controlRow } from "../disk/control.ts";
import { commandRows } from "../disk/commands.ts";
import { failingRows } from "../disk/failing.ts";
import { openFaultSwitch } from "../disk/fault-switch.ts";
import { fullRows } from "../disk/full.ts";
import { mayMount } from "../disk/disk-home.ts";
import { runFileRow } from "../disk/run-files.ts";
import type { Part, Row } from "../part.ts";

const SCALES = {
  short: { rounds: 1, fills: 2, commands: { fills: 2, kinds: 1 }, floods: 1 },
  long: { rounds: 40, fills: 12, commands: { fills: 24, kinds: 5 }, floods: 3 },
};

/** Full disks on a small file system, all other faults through a library between the daemon and the system. */
export const disk: Part = {
  name: "disk",
  title: "the disk is full, fails, or is read-only",
  async run(context) {
    const { rounds, fills, commands, floods } = SCALES[context.scale];
    const rows: Row[] = [];
    const faults = await openFaultSwitch(context);
    if (faults !== null) {
      rows.push(...(await failingRows(context, faults, rounds)));
      rows.push(await runFileRow(context, faults));
    }
    if (mayMount(context, await context.folder())) {
      rows.push(...(await fullRows(context, { fills, floods })));
      rows.push(...(await commandRows(context, faults, commands)));
      rows.push(await controlRow(context));
    }
    return rows;
  },
};
