// The owner edits webhooks.json while the daemon runs; what a sender gets shows what is in force.

import { readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { beforeAll, afterAll, describe, expect, it } from "vitest";
import { aHook, aTarget, openHome, put, type DaemonHome, type LiveDaemon } from "./daemon-home.ts";

/** The bound of the promise: the last content is in force within a second. */
const IN_FORCE_MS = 1000;

describe("an edit of webhooks.json", { retry: 2 }, () => {
  let home: DaemonHome;
  let daemon: LiveDaemon;
  beforeAll(async () => {
    home = await openHome({ config: { safe_mode: true, targets: [aTarget("echo", "cat")] } });
    daemon = await home.start();
  });
  afterAll(() => home.close());

  const hooksText = (id: string): string => JSON.stringify({ hooks: [aHook(id)] });

  /** Asks as a sender would until the hook is there and all others are gone. */
  async function inForce(id: string): Promise<void> {
    const since = performance.now();
    for (;;) {
      const answer = (await (await daemon.admin("GET", "/hooks")).json()) as {
        hooks: Array<{ id: string }>;
      };
      if (answer.hooks.map((hook) => hook.id).join() === id) break;
      if (performance.now() - since > IN_FORCE_MS)
        throw new Error(`${id} is not in force: ${JSON.stringify(answer.hooks)}`);
    }
    expect((await daemon.post(id)).status).toBe(202);
  }

  it("is in force after ten atomic replaces 5 to 40 ms apart: the last one", async () => {
    for (let version = 1; version <= 10; version++) {
      await put(home.paths.hooksFile, hooksText(`version-${version}`));
      const pauseMs = version === 10 ? 0 : 5 + ((version * 17) % 36);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }

    await inForce("version-10");
    expect((await daemon.post("version-9")).status).toBe(404);
  });

  it("is in force when it is made in place", async () => {
    await writeFile(home.paths.hooksFile, hooksText("in-place"));

    await inForce("in-place");
  });

  it("is in force when an older file is put back", async () => {
    const older = `${home.paths.hooksFile}.backup`;
    await writeFile(older, hooksText("from-backup"), { mode: 0o600 });
    await utimes(older, new Date("2020-01-01"), new Date("2020-01-01"));
    await rename(older, home.paths.hooksFile);

    await inForce("from-backup");
  });

  it("is in force when the file is removed and made again", async () => {
    await rm(home.paths.hooksFile);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await writeFile(home.paths.hooksFile, hooksText("made-again"), { mode: 0o600 });

    await inForce("made-again");
  });

  it("that is no JSON keeps the last good hooks in force, and shows where the owner looks", async () => {
    await put(home.paths.hooksFile, hooksText("good"));
    await inForce("good");
    const last = daemon.seen.findLast(({ type }) => type === "settings");
    const before = last?.type === "settings" ? last.problems : 0;
    await put(home.paths.hooksFile, `{"hooks": [{"id": "good",]}`);
    await daemon.until("the reload", () => {
      const last = daemon.seen.findLast(({ type }) => type === "settings");
      return last?.type === "settings" && last.problems > before;
    });

    expect((await daemon.post("good")).status).toBe(202);
    const status = (await (await daemon.admin("GET", "/status")).json()) as {
      problems: Array<{ message: string; file: string; level: string }>;
    };
    expect(status.problems.filter(({ level }) => level === "error")).toMatchObject([
      { file: "webhooks.json", message: expect.stringContaining("JSON") as unknown },
    ]);
    await daemon.until("the log says so", async () => {
      return (await readFile(home.paths.logFile, "utf8")).includes("the settings have a problem");
    });
    await put(home.paths.hooksFile, hooksText("mended"));
    await inForce("mended");
  });
});
