// A home whose programs write down that they were started, so that what ran can be held against the ledger.

import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { aHook, aTarget, openHome, type DaemonHome } from "../../test/e2e/open-home.ts";
import type { TortureContext } from "../part.ts";
import { waitingReports, type Traces } from "./check-ledger.ts";
import { linesOf } from "./lines-of.ts";

/** A home, and what its programs wrote down. */
export interface CrashHome {
  readonly home: DaemonHome;
  readonly traces: Traces;
  /** How many programs have begun that go on for minutes. */
  readonly longStarts: () => number;
  /** From the next start on, programs that went on for minutes end at once. */
  readonly shortenPrograms: () => Promise<void>;
  /** Settles when all has ended and all reports have arrived, or nobody waits; rejects where it takes minutes. */
  readonly quiet: (signal?: AbortSignal) => Promise<void>;
}

const LONGEST_WAIT_MS = 120_000;
const LOOK_EVERY_MS = 20;
const BOUNDS = {
  requests_per_minute: 100_000_000,
  failures_per_minute: 100_000_000,
  max_queued: 400,
};

/** Opens it; it goes with the part. Hooks: `filtered` starts nothing, `effects` something short, `long` something long. */
export async function openCrashHome(context: TortureContext): Promise<CrashHome> {
  const home = await openHome();
  context.after(() => home.close());
  const traces = {
    starts: path.join(home.folder, "starts.log"),
    told: path.join(home.folder, "told.log"),
    hooks: ["effects", "long"],
  };
  const longLog = path.join(home.folder, "long.log");
  // O_APPEND: lines of several programs never mix.
  const trace = (file: string) => `echo "\${WAKEHOOK_RUN_ID%.*}" >> '${file}'; cat > /dev/null`;
  const configure = (long: string): Promise<void> =>
    home.putConfig({
      webhooks: BOUNDS,
      features: { commands: true },
      targets: [
        aTarget("effects", `${trace(traces.starts)}; echo ok`),
        aTarget("long", `${trace(traces.starts)}; echo begun >> '${longLog}'; ${long}`),
        aTarget("told", trace(traces.told)),
      ],
    });
  await configure("setsid sleep 300 & sleep 300");
  await home.putHooks([
    aHook("filtered", { events: ["wanted"] }),
    aHook("effects", { to: ["effects"], report: ["told"], max_concurrent: 4 }),
    aHook("long", { to: ["long"], report: ["told"] }),
  ]);
  return {
    home,
    traces,
    longStarts: () => linesOf(longLog).length,
    shortenPrograms: () => configure("echo ok"),
    quiet: (signal) => waitForQuiet(home, signal),
  };
}

async function waitForQuiet(home: DaemonHome, signal?: AbortSignal): Promise<void> {
  const latest = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    if (signal?.aborted === true || isQuiet(home)) return;
    if (performance.now() > latest) throw new Error(`${home.unended()} deliveries have not ended`);
    await sleep(LOOK_EVERY_MS);
  }
}

function isQuiet(home: DaemonHome): boolean {
  return home.unended() === 0 && waitingReports(home.paths.database) === 0;
}
