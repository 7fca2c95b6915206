// kill -9 at random moments under load. Every 202 that was read is in the ledger, once; all end in a status;
// none runs twice. A control that answers before the commit must not pass the same check.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { bundleProgram } from "../../scripts/bundle/bundle-program.ts";
import { aHook, aTarget, createHome, type DaemonHome } from "../e2e/daemon-home.ts";
import { processesOf } from "../e2e/leftovers.ts";
import { waitFor } from "../e2e/event-watch.ts";
import { checkLedger } from "./check-ledger.ts";
import { createSenders, type Senders } from "./senders.ts";

const KILLS = 40;
/** Every so many kills the daemon dies on its way up. */
const EARLY_EVERY = 5;
const CONTROL_KILLS = 4;
const EARLY_ANSWER = path.resolve(import.meta.dirname, "fixtures/early-answer.ts");

const BOUNDS = {
  requests_per_minute: 100_000_000,
  failures_per_minute: 100_000_000,
  max_queued: 400,
};
const SENDERS = [
  { hookId: "filtered", loops: 13 },
  { hookId: "effects", loops: 2, pauseMs: 15 },
  { hookId: "long", loops: 1, pauseMs: 200 },
];

function between(from: number, to: number): number {
  return from + Math.random() * (to - from);
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The program as it is published, which starts in half the time. */
async function bundle(folder: string): Promise<string> {
  await bundleProgram(path.resolve(import.meta.dirname, "../.."), folder);
  const launcher = path.join(folder, "launch.mjs");
  const lines = [
    `import { enableCompileCache } from "node:module";`,
    `enableCompileCache(${JSON.stringify(path.join(folder, "cache"))});`,
    `const { main } = await import("./wakehook.js");`,
    `await main({ version: "0.0.0-test", script: import.meta.filename, node: process.execPath });`,
  ];
  await writeFile(launcher, lines.join("\n"));
  return launcher;
}

async function killAgainAndAgain(
  home: DaemonHome,
  launcher: string,
  senders: Senders,
): Promise<void> {
  for (let kill = 1; kill <= KILLS; kill++) {
    if (kill % EARLY_EVERY === 0) {
      await killAtStart(home, launcher);
      continue;
    }
    const daemon = await home.spawn({ launcher });
    const stop = senders.run(daemon.hooksUrl);
    await senders.answered(between(1, 150), 1000);
    await sleep(between(0, 30));
    await daemon.kill("SIGKILL");
    await daemon.close();
    await stop();
  }
}

/** Kills a daemon that is still on its way up: while it migrates, recovers, takes up. */
async function killAtStart(home: DaemonHome, launcher: string): Promise<void> {
  const starting = home.spawn({ launcher, killAfterMs: between(80, 350) });
  const daemon = await starting.catch(() => null);
  await daemon?.kill("SIGKILL");
}

describe("kill -9 under load", () => {
  it(`loses nothing, ends everything and runs nothing twice in ${KILLS} kills`, async () => {
    const home = await createHome();
    const startsFile = path.join(home.folder, "starts.log");
    const launcher = await bundle(path.join(home.folder, "dist"));
    const targets = [
      // O_APPEND: lines of several programs never mix.
      aTarget(
        "effects",
        `echo "\${WAKEHOOK_RUN_ID%.*}" >> '${startsFile}'; cat >/dev/null; echo ok`,
      ),
      aTarget("long", "cat >/dev/null; setsid sleep 300 & sleep 300"),
    ];
    await home.putConfig({ webhooks: BOUNDS, features: { commands: true }, targets });
    await home.putHooks([
      aHook("filtered", { events: ["wanted"] }),
      aHook("effects", { to: ["effects"], max_concurrent: 4 }),
      aHook("long", { to: ["long"], report: ["log"] }),
    ]);
    const senders = createSenders(SENDERS);

    await killAgainAndAgain(home, launcher, senders);
    await home.putHooks([
      aHook("filtered", { events: ["wanted"] }),
      aHook("effects", { to: ["effects"], max_concurrent: 4 }),
    ]);
    const last = await home.spawn();
    await waitFor("all to end", () => home.unended() === 0);
    const living = processesOf(home.folder).filter((pid) => pid !== last.pid);
    await last.kill("SIGTERM");
    const { findings, extent } = checkLedger(home.paths.database, senders.journal, {
      file: startsFile,
      hook: "effects",
    });

    expect(findings).toEqual({
      lost: [],
      twice: [],
      misnamed: [],
      unended: [],
      ranTwice: [],
      neverRan: [],
    });
    expect(living).toEqual([]);
    // What was checked is worth a check.
    console.info(`${KILLS} kills`, senders.journal.size, extent, senders.refusals);
    expect(senders.journal.size).toBeGreaterThan(KILLS * 5);
    expect(extent.starts).toBeGreaterThan(5);
    expect(extent.statuses["long error:interrupted"]).toBeGreaterThan(5);
  }, 90_000);

  it("is failed by a control that answers before the commit", async () => {
    const home = await createHome({
      hooks: [aHook("filtered", { events: ["wanted"] })],
      config: { webhooks: BOUNDS },
    });
    const senders = createSenders([{ hookId: "filtered", loops: 16 }]);
    for (let kill = 1; kill <= CONTROL_KILLS; kill++) {
      const daemon = await home.spawn({ preload: EARLY_ANSWER });
      const stop = senders.run(daemon.hooksUrl);
      await senders.answered(between(50, 200), 2000);
      await daemon.kill("SIGKILL");
      await daemon.close();
      await stop();
    }

    const { findings } = checkLedger(home.paths.database, senders.journal, {
      file: path.join(home.folder, "none"),
      hook: "none",
    });

    expect(senders.journal.size).toBeGreaterThan(20);
    expect(findings.lost.length).toBeGreaterThan(0);
  });
});
