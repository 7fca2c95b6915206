import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";
import { temporaryFolder } from "./test/temporary-folder.ts";

/** They count what their own process has: descriptors, children, timers, memory. Nothing else may run in it. */
const ALONE = [
  "test/admin/handlers/run-output.test.ts",
  "test/agents/process/run-process.test.ts",
  "test/ledger/file/log-sync.test.ts",
  "test/report/subscriptions/outbox.test.ts",
  "test/settings/open.test.ts",
];

/** Their files run the longest: begun last, one would keep a single core busy while the others are idle. */
const SLOW = ["torture", "agents", "e2e", "ledger", "docs"];

/** A new checkout has measured nothing yet, and vitest would take short files for quick ones. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      // In between they would end the processes that the others share.
      if (project.config.isolate) return -1;
      const at = SLOW.findIndex((folder) => moduleId.includes(`/test/${folder}/`));
      return at === -1 ? SLOW.length : at;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    env: { TMPDIR: temporaryFolder() },
    setupFiles: [
      "test/leave-as-found.ts",
      // Loading fast-check before every file would cost more than it is worth otherwise.
      ...(process.env["WAKEHOOK_PROPERTY_FACTOR"] === undefined ? [] : ["test/property-runs.ts"]),
    ],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    pool: "forks",
    // Twice the cores of a small machine: tests wait for children and sockets more than they compute.
    maxWorkers: 4,
    sequence: { sequencer: SlowFirst },
    projects: [
      { extends: true, test: { name: "alone", include: ALONE } },
      {
        extends: true,
        test: {
          name: "together",
          include: ["test/**/*.test.ts"],
          exclude: ALONE,
          // A process of its own for each file, and all modules anew, takes as long as the tests themselves.
          isolate: false,
        },
      },
    ],
  },
});
