// A daemon whose wall clock is put forward and back while it runs.

import { closeSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import type { DaemonHome, HomeFiles, LiveChild } from "../../test/e2e/open-home.ts";
import { openLoadHome } from "../load/load-bench.ts";
import type { TortureContext } from "../part.ts";

/** A home whose daemons have a wall clock of their own. */
export interface ShiftedHome {
  readonly home: DaemonHome;
  /** Sets how far its wall clock is off this machine's, milliseconds in whole seconds. */
  shiftTo(ms: number): void;
  /** Its wall clock's time. */
  now(): number;
  spawn(): Promise<LiveChild>;
}

/** Opens one; `library` is the built shift-clock.c. */
export async function openShiftedHome(
  context: TortureContext,
  library: string,
  files: HomeFiles,
): Promise<ShiftedHome> {
  const file = path.join(await context.folder(), "shift");
  const home = await openLoadHome(context, files);
  let shift = 0;
  // Written over and never cut: the daemon has it mapped.
  const descriptor = openSync(file, "w+");
  context.after(() => closeSync(descriptor));
  const shiftTo = (ms: number): void => {
    shift = ms;
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(ms / 1000));
    writeSync(descriptor, bytes, 0, bytes.length, 0);
  };
  shiftTo(0);
  return {
    home,
    shiftTo,
    now: () => Date.now() + shift,
    spawn: () =>
      home.spawn({ prefix: ["env", `LD_PRELOAD=${library}`, `WAKEHOOK_CLOCK_FILE=${file}`] }),
  };
}
