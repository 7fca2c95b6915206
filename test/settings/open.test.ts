import {
  chmod,
  mkdir,
  rename,
  rm,
  stat,
  symlink,
  unlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { itWhere } from "../skip-loudly.ts";
import type { Log } from "../../src/core/ports/log-port.ts";
import type { SettingsSnapshot } from "../../src/core/settings/settings.ts";
import { openSettings, type Settings } from "../../src/settings/open.ts";
import { systemClock } from "../../src/system/clock.ts";
import type { HomePaths } from "../../src/system/home.ts";
import { goodHook, put, tempFolder, tempHome } from "./temp-home.ts";

/** What the change must be in force within, milliseconds. */
const A_SECOND = 1000;

interface Words {
  readonly message: string;
  readonly fields: unknown;
}

function collectingLog(): { log: Log; words: Words[] } {
  const words: Words[] = [];
  const say = (message: string, fields?: unknown): void => void words.push({ message, fields });
  return { log: { debug: say, info: say, warn: say, error: say }, words };
}

async function opened(paths: HomePaths, log = collectingLog().log): Promise<Settings> {
  const settings = await openSettings({ paths, environment: {}, clock: systemClock, log });
  onTestFinished(async () => await settings.close());
  return settings;
}

const titleOf = (snapshot: SettingsSnapshot): string | undefined =>
  [...snapshot.hooks.values()][0]?.hook?.title;

/** Settles when a snapshot is as wanted; how long it took, milliseconds. */
async function untilTrue(
  settings: Settings,
  isWanted: (snapshot: SettingsSnapshot) => boolean,
): Promise<number> {
  const from = performance.now();
  if (!isWanted(settings.current())) {
    await new Promise<void>((resolve) => {
      const stop = settings.onChange((snapshot) => {
        if (!isWanted(snapshot)) return;
        stop();
        resolve();
      });
    });
  }
  return performance.now() - from;
}

const untilTitle = async (settings: Settings, title: string): Promise<number> =>
  await untilTrue(settings, (snapshot) => titleOf(snapshot) === title);

const hooksTitled = (title: string): string =>
  JSON.stringify({ hooks: [goodHook("a", { title, token: "t" })] });

async function replaceAtomically(file: string, text: string): Promise<void> {
  await put(`${file}.tmp`, text);
  await rename(`${file}.tmp`, file);
}

async function openedHome(): Promise<{ paths: HomePaths; settings: Settings; words: Words[] }> {
  const paths = await tempHome();
  await put(paths.hooksFile, hooksTitled("first"));
  const { log, words } = collectingLog();
  return { paths, settings: await opened(paths, log), words };
}

describe("openSettings sees within a second", () => {
  it.each([5, 15, 40])("the last of ten atomic replaces %i ms apart", async (gapMs) => {
    const { paths, settings } = await openedHome();
    for (let round = 1; round <= 10; round += 1) {
      await replaceAtomically(paths.hooksFile, hooksTitled(`round ${round}`));
      // The distance between two saves is what is tried here.
      await pause(gapMs);
    }

    expect(await untilTitle(settings, "round 10")).toBeLessThan(A_SECOND);
  });

  it("an edit in place, of the same size", async () => {
    const { paths, settings } = await openedHome();

    await writeFile(paths.hooksFile, hooksTitled("fir5t"));

    expect(await untilTitle(settings, "fir5t")).toBeLessThan(A_SECOND);
  });

  it("an older file that is put back with its old time", async () => {
    const { paths, settings } = await openedHome();
    const { atime, mtime } = await stat(paths.hooksFile);
    await rename(paths.hooksFile, `${paths.hooksFile}.bak`);
    await put(paths.hooksFile, hooksTitled("newer"));
    await untilTitle(settings, "newer");

    await utimes(`${paths.hooksFile}.bak`, atime, mtime);
    await rename(`${paths.hooksFile}.bak`, paths.hooksFile);

    expect(await untilTitle(settings, "first")).toBeLessThan(A_SECOND);
  });

  it("a deletion, which keeps the hooks and says so, and a re-creation", async () => {
    const { paths, settings } = await openedHome();

    await unlink(paths.hooksFile);
    const gone = await untilTrue(settings, ({ problems }) =>
      problems.some(({ message }) => message.startsWith("is gone")),
    );
    const kept = titleOf(settings.current());
    await put(paths.hooksFile, hooksTitled("again"));
    const back = await untilTitle(settings, "again");

    expect(kept).toBe("first");
    expect(Math.max(gone, back)).toBeLessThan(A_SECOND);
    expect(settings.current().problems.some(({ level }) => level === "error")).toBe(false);
  });

  it("a first file in a home that had none, and a change of config.json", async () => {
    const paths = await tempHome();
    const settings = await opened(paths);

    await put(paths.hooksFile, hooksTitled("new"));
    const hooks = await untilTitle(settings, "new");
    await replaceAtomically(paths.configFile, '{"safe_mode": true}');
    const config = await untilTrue(settings, (snapshot) => snapshot.config.safeMode);

    expect(Math.max(hooks, config)).toBeLessThan(A_SECOND);
  });

  it("an edit of the file that webhooks.json links to", async () => {
    const paths = await tempHome();
    const target = path.join(await tempFolder(), "dotfiles.json");
    await put(target, hooksTitled("first"));
    await symlink(target, paths.hooksFile);
    const settings = await opened(paths);

    await replaceAtomically(target, hooksTitled("second"));

    expect(await untilTitle(settings, "second")).toBeLessThan(A_SECOND);
  });
});

describe("openSettings goes on", () => {
  it("after a file that is no JSON, a folder in its place, and no home at all", async () => {
    const { paths, settings, words } = await openedHome();
    const hasProblem = (text: string) => (snapshot: SettingsSnapshot) =>
      snapshot.problems.some(({ message }) => message.includes(text));

    await writeFile(paths.hooksFile, "[");
    await untilTrue(settings, hasProblem("line 1"));
    await rm(paths.hooksFile);
    await mkdir(paths.hooksFile);
    await untilTrue(settings, hasProblem("is not a file"));
    await rm(paths.root, { recursive: true });
    await untilTrue(settings, hasProblem("is gone"));
    const kept = titleOf(settings.current());
    await mkdir(paths.root);
    await put(paths.hooksFile, hooksTitled("back"));

    expect(kept).toBe("first");
    expect(await untilTitle(settings, "back")).toBeLessThan(A_SECOND);
    expect(words.map(({ message }) => message)).toContain("the settings have a problem");
  });

  itWhere(process.getuid?.() !== 0, "root may read every file; an unreadable one is not tried")(
    "after a file that it may not read",
    async () => {
      const { paths, settings } = await openedHome();

      await chmod(paths.hooksFile, 0);
      await untilTrue(settings, ({ problems }) => problems.length > 0);
      await chmod(paths.hooksFile, 0o600);

      expect(await untilTrue(settings, ({ problems }) => problems.length === 0)).toBeLessThan(
        A_SECOND,
      );
    },
  );

  it("after a listener that fails, and tells the others", async () => {
    const { paths, settings, words } = await openedHome();
    settings.onChange(() => {
      throw new Error("listener");
    });

    await replaceAtomically(paths.hooksFile, hooksTitled("second"));
    await untilTitle(settings, "second");

    expect(words).toContainEqual({
      message: "a listener failed at a change of the settings",
      fields: { error: "listener" },
    });
  });
});

describe("openSettings tells", () => {
  it("nobody where the content stays the same, and nobody who stopped listening", async () => {
    const { paths, settings } = await openedHome();
    const told: string[] = [];
    settings.onChange(() => told.push("a"));
    settings.onChange(() => told.push("b"))();

    await replaceAtomically(paths.hooksFile, hooksTitled("first"));
    await settings.reload();
    await replaceAtomically(paths.hooksFile, hooksTitled("second"));
    await untilTitle(settings, "second");
    await settings.reload();

    expect(told).toEqual(["a"]);
  });

  it("of a changed secret file at the next reload", async () => {
    const paths = await tempHome();
    const file = path.join(paths.keysFolder, "a");
    await put(file, "old");
    await put(paths.hooksFile, { hooks: [goodHook("a", { token: `file:${file}` })] });
    const settings = await opened(paths);

    await put(file, "new");
    await settings.reload();

    expect(settings.current().secretValues).toEqual(["new"]);
  });

  it("the log of each problem once", async () => {
    const { paths, settings, words } = await openedHome();
    const wrong = { hooks: [goodHook("a", { tokn: 1 }), goodHook("b", { mode: 7 })] };
    await put(paths.hooksFile, wrong);
    await settings.reload();
    await put(paths.hooksFile, { ...wrong, $schema: "x" });
    await settings.reload();

    const logged = words.filter(({ message }) => message === "the settings have a problem");

    expect(logged.filter(({ fields }) => JSON.stringify(fields).includes('"error"'))).toHaveLength(
      2,
    );
  });
});

describe("close", () => {
  it("leaves no handle and no timer, and can be called twice", async () => {
    const resources = () =>
      process.getActiveResourcesInfo().filter((name) => /FSEvent|FSReq|Timeout/.test(name)).length;
    const paths = await tempHome();
    const before = resources();
    const settings = await openSettings({
      paths,
      environment: {},
      clock: systemClock,
      log: collectingLog().log,
    });
    await put(paths.hooksFile, hooksTitled("first"));
    await untilTitle(settings, "first");

    await settings.close();
    await settings.close();
    await pause(0);

    expect(resources()).toBeLessThanOrEqual(before);
  });
});

itWhere(process.platform === "linux", "no file that fails with EIO is known here")(
  "reads again by itself what the machine could not read for a moment",
  async () => {
    const home = await tempHome();
    const secret = path.join(await tempFolder(), "secret");
    // Its first byte cannot be read: EIO.
    await symlink("/proc/self/mem", secret);
    await put(home.hooksFile, { hooks: [goodHook("a", { token: `file:${secret}` })] });
    const settings = await opened(home);
    expect(settings.current().problems).toContainEqual(
      expect.objectContaining({ field: "token", passing: true }),
    );

    await unlink(secret);
    await writeFile(secret, "found", { mode: 0o600 });

    await untilTrue(settings, ({ secretValues }) => secretValues.includes("found"));
    expect(settings.current().problems.filter(({ level }) => level === "error")).toEqual([]);
  },
);
