// More than it can take: connections, files, junk, deliveries, watchers. Whoever proves itself is served all the same.

import { backlog } from "../load/backlog.ts";
import { fullQueue } from "../load/full-queue.ts";
import { hangingReport } from "../load/hanging-report.ts";
import { idleConnections } from "../load/idle-connections.ts";
import { junk } from "../load/junk.ts";
import { manyConnections, noFiles } from "../load/no-files.ts";
import { rateLimits } from "../load/rate-limits.ts";
import { slowSenders } from "../load/slow-senders.ts";
import { slowWatchers } from "../load/slow-watchers.ts";
import type { LoadFault } from "../load/load-bench.ts";
import type { Part, Row } from "../part.ts";

const FAULTS: readonly LoadFault[] = [
  slowSenders,
  idleConnections,
  manyConnections,
  noFiles,
  junk,
  rateLimits,
  backlog,
  fullQueue,
  slowWatchers,
  hangingReport,
];

/** The short run has no figures to be proud of, and waits much of its time. */
const AT_ONCE = { short: 3, long: 1 };

/** Load and starvation. */
export const load: Part = {
  name: "load",
  title: "more than it can take: slow senders, junk, no files left, ten thousand deliveries",
  async run(context) {
    const rows: Array<readonly Row[]> = FAULTS.map(() => []);
    const left = FAULTS.entries();
    const workers = Array.from({ length: AT_ONCE[context.scale] }, async () => {
      for (const [at, fault] of left) rows[at] = await fault(context);
    });
    await Promise.all(workers);
    return rows.flat();
  },
};
