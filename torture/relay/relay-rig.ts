// A relay as a process, a daemon as another, a line between them that can be cut, and programs that write down that
// they were started.

import type { DaemonHome } from "../../test/e2e/open-home.ts";
import { aHook, aTarget, openHome } from "../../test/e2e/open-home.ts";
import path from "node:path";
import { waitUntil } from "../load/wait-until.ts";
import type { TortureContext } from "../part.ts";
import type { Traces } from "../crash/check-ledger.ts";
import { openCutter, type Cutter } from "./cutter.ts";
import { prepareRelay, type ParcelCounts, type RelayProcess } from "./relay-process.ts";

/** Everything between a sender and a run. */
export interface RelayRig {
  readonly relay: RelayProcess;
  readonly home: DaemonHome;
  readonly cutter: Cutter;
  readonly traces: Traces;
  /** Settles when nothing waits at the relay, at home or on the way back; false: not within the time. */
  quiet(withinMs?: number): Promise<boolean>;
}

/** What may differ. */
export interface RigOptions {
  readonly hooks?: ReadonlyArray<Record<string, unknown>>;
  readonly relayHome?: string;
  readonly relayConfig?: Readonly<Record<string, unknown>>;
}

const QUIET_MS = 300_000;
const BOUNDS = {
  requests_per_minute: 100_000_000,
  failures_per_minute: 100_000_000,
  max_queued: 50_000,
};

/** Builds it; nothing runs yet. It goes with the part. */
export async function openRelayRig(
  context: TortureContext,
  { hooks = [], relayHome, relayConfig }: RigOptions = {},
): Promise<RelayRig> {
  const home = await openHome();
  context.after(() => home.close());
  const relay = await prepareRelay(context, relayHome ?? (await context.folder()), relayConfig);
  const cutter = await openCutter(context, relay.port);
  const starts = path.join(home.folder, "starts.log");
  const told = path.join(home.folder, "told.log");
  await home.putConfig({
    webhooks: BOUNDS,
    features: { commands: true, tunnel: true },
    // O_APPEND: lines of several programs never mix.
    targets: [
      aTarget("effects", `echo "\${WAKEHOOK_RUN_ID%.*}" >> '${starts}'; cat > /dev/null; echo ok`),
    ],
    tunnels: [
      {
        name: "relay",
        kind: "relay",
        url: `wss://127.0.0.1:${String(cutter.port)}`,
        key: relay.key,
        ca: relay.certFile,
      },
    ],
  });
  await home.putHooks([
    aHook("filtered", { events: ["wanted"], report: [] }),
    aHook("effects", { to: ["effects"], report: [], max_concurrent: 4 }),
    ...hooks,
  ]);
  return {
    relay,
    home,
    cutter,
    traces: { starts, told, hooks: ["effects"] },
    quiet: (withinMs = QUIET_MS) => waitUntil(withinMs, () => isQuiet(home, relay.counts())),
  };
}

function isQuiet(home: DaemonHome, { waiting }: ParcelCounts): boolean {
  return waiting === 0 && home.unended() === 0;
}
