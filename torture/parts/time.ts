// The wall clock is put forward and back while the daemon runs, as by a wrong battery, a virtual machine that was
// asleep, or a hand. What is measured in durations notices nothing; what is meant by the clock on the wall follows it.

import path from "node:path";
import { buildShim } from "../build-shim.ts";
import type { Part, Row } from "../part.ts";
import { jumpOnce } from "../time/jump-session.ts";
import { releaseAfterJump } from "../time/release-after-jump.ts";
import { summerTime } from "../time/summer-time.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const JUMPS = [
  { what: "an hour forward", ms: HOUR_MS },
  { what: "an hour back", ms: -HOUR_MS },
  { what: "a day forward", ms: DAY_MS },
  { what: "a day back", ms: -DAY_MS },
] as const;

/** In a short run an hour forward and a day back are enough. */
const SHORT_STEP = 3;

/** Clocks that jump, and the two days on which all do. */
export const time: Part = {
  name: "time",
  title: "the clock jumps while it runs; summer time begins and ends",
  async run(context) {
    const rows = await summerTime(context);
    const source = path.join(import.meta.dirname, "../time/shift-clock.c");
    const library = buildShim(context, {
      source,
      folder: await context.folder(),
      what: "a clock that jumps while the daemon runs",
    });
    if (library === null) return rows;
    const jumps = JUMPS.filter((_, at) => context.scale === "long" || at % SHORT_STEP === 0);
    rows.push(...(await Promise.all(jumps.map((jump) => jumpRow(jump)))));
    if (context.scale === "long") rows.push(await releaseAfterJump(context, library));
    return rows;

    async function jumpRow({ what, ms }: (typeof JUMPS)[number]): Promise<Row> {
      const seen = await jumpOnce(context, library ?? "", ms);
      const broken = seen.filter((one) => one.broken !== null);
      const words = broken.map((one) => `${one.promised}: ${one.broken}`);
      return {
        fault: `the clock is put ${what}`,
        times: seen.length,
        promised: seen.map(({ promised }) => promised).join("; "),
        seen: broken.length === 0 ? `all ${seen.length} held` : words.join("; "),
        kept: broken.length === 0,
      };
    }
  },
};
