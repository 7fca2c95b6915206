import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { existsSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { itWhere } from "../skip-loudly.ts";
import { openLog } from "../../src/system/log.ts";
import { systemClock } from "../../src/system/clock.ts";

/** The kernel's own full disk; every write to it fails with ENOSPC. */
const FULL_DISK = "/dev/full";
const itOnFullDisk = itWhere(
  existsSync(FULL_DISK),
  `no ${FULL_DISK} here; the log on a full disk is not tried`,
);

describe("the log", () => {
  itOnFullDisk("closes on a full disk, without its last lines", async () => {
    const log = openLog({
      file: FULL_DISK,
      level: "info",
      clock: systemClock,
      mask: (line) => line,
    });
    log.info("never written");

    await expect(log.close()).resolves.toBeUndefined();
  });

  itOnFullDisk("closes after writes that failed while it ran", async () => {
    const log = openLog({
      file: FULL_DISK,
      level: "info",
      clock: systemClock,
      mask: (line) => line,
    });
    for (let line = 0; line < 200; line += 1) log.info("never written", { text: "x".repeat(100) });
    await new Promise((resolve) => setTimeout(resolve, 600));
    log.info("nor this");

    await expect(log.close()).resolves.toBeUndefined();
  });

  it("loses what comes after its close, and ends nothing by it", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "wakehook-log-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, "a.log");
    const log = openLog({ file, level: "info", clock: systemClock, mask: (line) => line });
    log.info("in time");
    await log.close();

    log.error("too late");

    expect(await readFile(file, "utf8")).toMatch(/^[^\n]*in time[^\n]*\n$/);
  });

  it("shows what was thrown: its words and where, with secrets masked", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "wakehook-log-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, "a.log");
    const mask = (line: string) => line.replaceAll("hunter2", "***");
    const log = openLog({ file, level: "info", clock: systemClock, mask });
    log.error("it failed", { error: new RangeError("too much of hunter2") });
    log.error("words stay words", { error: "plain" });
    await log.close();

    const [thrown, words] = (await readFile(file, "utf8"))
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(thrown).toMatchObject({
      msg: "it failed",
      error: { type: "RangeError", message: "too much of ***" },
    });
    expect(JSON.stringify(thrown)).toContain("log.test.ts");
    expect(JSON.stringify(thrown)).not.toContain("hunter2");
    expect(words).toMatchObject({ error: "plain" });
  });
});
