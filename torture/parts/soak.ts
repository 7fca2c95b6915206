// A busy day in twelve minutes: nothing of what the daemon takes may rise for ever.

import path from "node:path";
import { openBench, lostOf } from "../load/load-bench.ts";
import { aTarget } from "../../test/e2e/open-home.ts";
import type { Part, Row, TortureContext } from "../part.ts";
import { noSamples, takeSample, type Measure, type Samples } from "../soak/samples.ts";
import { sendAll, soakHooks, type Pace } from "../soak/traffic.ts";
import { slopeOf } from "../soak/slope.ts";
import { waitUntil } from "../load/wait-until.ts";

const PACE: Pace = { filtered: 60, runs: 2, junk: 30 };
const SCALES = {
  short: { runMs: 4000, warmUpMs: 1500, everyMs: 200 },
  long: { runMs: 12 * 60_000, warmUpMs: 3 * 60_000, everyMs: 2000 },
};
/** Deliveries whose contents are kept; rows and claims stay for dedupe_days, whatever this says. */
const KEPT = { days: 1, max_deliveries: 200, max_bytes: 50_000_000 };

/** What still waits when the last was sent. */
const ENDED_WITHIN_MS = 60_000;

interface Bound {
  readonly unit: string;
  /** Rise per minute, after the warm-up. */
  readonly perMinute: number;
  readonly most: number;
}

/**
 * V8 lets its young generation grow in steps of 16 and 32 MiB under load, which is no leak: so what lives on the heap, and
 * what is taken beside it, have the narrow bounds.
 */
const BOUNDS: Readonly<Record<Measure, Bound>> = {
  memory: { unit: "MiB", perMinute: 15, most: 320 },
  "beside the heap": { unit: "MiB", perMinute: 2, most: 160 },
  "live heap": { unit: "MiB", perMinute: 1.5, most: 120 },
  files: { unit: "", perMinute: 1, most: 120 },
  // 3,700 deliveries a minute of 3 kB each with their rows, and retention comes once in ten minutes.
  database: { unit: "MiB", perMinute: 15, most: 160 },
  log: { unit: "MiB", perMinute: 2, most: 40 },
  "run folders": { unit: "", perMinute: 200, most: 3000 },
};

/** Slopes of memory, descriptors and disk. */
export const soak: Part = {
  name: "soak",
  title: "a busy day in twelve minutes: nothing rises for ever",
  async run(context) {
    const { samples, sent, lost, unended } = await soakOnce(context);
    const odd = [...sent.odd].map(([status, times]) => `${times} times ${status}`).join(", ");
    const work: Row = {
      fault: "paced load with runs, repeats, junk, edits of webhooks.json, retention",
      times: sent.accepted.length,
      promised: "all is accepted, nothing is lost, everything ends",
      seen: `${sent.accepted.length.toLocaleString("en")} accepted, ${lost} lost, ${unended} not ended; ${sent.junk.toLocaleString("en")} refused, ${sent.reloads} edits${odd === "" ? "" : `; odd: ${odd}`}`,
      kept: sent.odd.size === 0 && lost === 0 && unended === 0,
    };
    return [
      work,
      ...Object.keys(BOUNDS).map((name) => slopeRow(context, samples, name as Measure)),
    ];
  },
};

async function soakOnce(context: TortureContext) {
  const { runMs, warmUpMs, everyMs } = SCALES[context.scale];
  const heapFile = path.join(await context.folder(), "heap");
  const { home, daemon } = await openBench(
    context,
    {
      hooks: soakHooks(0),
      config: {
        webhooks: { requests_per_minute: 1_000_000 },
        features: { commands: true },
        retention: KEPT,
        targets: [aTarget("echo", "cat >/dev/null; echo ok")],
      },
    },
    {
      preload: path.resolve(import.meta.dirname, "../soak/fixtures/write-heap.ts"),
      prefix: ["env", `SOAK_HEAP_FILE=${heapFile}`],
    },
  );
  const samples = noSamples();
  const stopping = new AbortController();
  const started = performance.now();
  const looking = setInterval(() => {
    const at = performance.now() - started;
    if (at > warmUpMs) takeSample(samples, at, { pid: daemon.pid, paths: home.paths, heapFile });
    if (context.scale === "long" && samples.memory.length % 30 === 1)
      context.say(
        `${(at / 60_000).toFixed(1)} min: ${samples.memory.at(-1)?.value.toFixed(0)} MiB`,
      );
  }, everyMs);
  context.after(() => clearInterval(looking));
  setTimeout(() => stopping.abort(), runMs);
  const sent = await sendAll({ url: daemon.hooksUrl, home, signal: stopping.signal }, PACE);
  clearInterval(looking);
  await waitUntil(ENDED_WITHIN_MS, () => home.unended() === 0);
  return { samples, sent, lost: lostOf(home, sent.accepted), unended: home.unended() };
}

function slopeRow({ scale }: TortureContext, samples: Samples, name: Measure): Row {
  const { unit, perMinute, most } = BOUNDS[name];
  const slope = slopeOf(samples[name]);
  const highest = Math.max(...samples[name].map(({ value }) => value));
  const inUnit = (value: number): string => `${value.toFixed(1)}${unit === "" ? "" : ` ${unit}`}`;
  // A few seconds show no slope, only that all is bounded.
  const isFlat = scale === "short" || slope.perMinute <= perMinute;
  return {
    fault: `soak: ${name}`,
    times: samples[name].length,
    promised: `at most ${inUnit(most)}, rising by at most ${inUnit(perMinute)} a minute`,
    seen: `from ${inUnit(slope.first)} to ${inUnit(slope.last)}, highest ${inUnit(highest)}; slope ${inUnit(slope.perMinute)} a minute`,
    kept: isFlat && highest <= most && samples[name].length > 5,
  };
}
