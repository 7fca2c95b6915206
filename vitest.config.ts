import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Loading fast-check before every file would cost more than it is worth otherwise.
    setupFiles:
      process.env["WAKEHOOK_PROPERTY_FACTOR"] === undefined ? [] : ["test/property-runs.ts"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    pool: "forks",
    // One more than the cores of a small machine: tests wait for children and sockets more than they compute.
    maxWorkers: 3,
  },
});
