// The same tests for every real program; those that are not installed are skipped, loudly.

import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { isInstalled, openBench, type Bench } from "./bench.ts";
import { CLIS, type Cli } from "./clis.ts";
import { livingOf } from "./processes.ts";

/** What a test of one program gets. */
export interface CliTest {
  readonly cli: Cli;
  /** `it`, skipped where the program is missing, or where a reason is given why the test is for others. */
  readonly test: (unless?: false | string) => typeof it;
  /** Opens a bench that is closed after the test, when nothing of its last run is left. */
  readonly open: (other?: { key?: string; url?: string }) => Promise<Bench>;
}

/** Declares tests for each program. */
export function describeEach(declare: (tools: CliTest) => void): void {
  describe.each(CLIS)("$id", (cli) => {
    const isMissing = !isInstalled(cli);
    const benches: Bench[] = [];
    beforeAll(() => {
      if (isMissing)
        process.stderr.write(
          `\n!!! ${cli.id} is not installed in e2e/agents: its tests are SKIPPED\n`,
        );
    });
    afterEach(async () => {
      for (const bench of benches.splice(0)) {
        const left = bench.lastRunId() === "" ? [] : await livingOf(bench.lastRunId());
        await bench.close();
        expect(left).toEqual([]);
      }
    });
    declare({
      cli,
      test(unless = false) {
        if (unless !== false && !isMissing)
          process.stderr.write(`\n!!! a case is SKIPPED for ${cli.id}: ${unless}\n`);
        return isMissing || unless !== false ? (it.skip as typeof it) : it;
      },
      async open(other) {
        const bench = await openBench(cli, other);
        benches.push(bench);
        return bench;
      },
    });
  });
}
