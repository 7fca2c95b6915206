import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { holdFileLock, withFileLock } from "../../../src/settings/edit/lock.ts";
import { tempFolder } from "../temp-home.ts";
import { fillDisk, tinyDisk } from "../tiny-disk.ts";

const HOLDER = path.join(import.meta.dirname, "fixtures/hold-lock.ts");

async function startHolder(file: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [HOLDER, file], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  return { child, said: said.toString().trim() };
}

const lockIn = async (): Promise<string> => path.join(await tempFolder(), "a.lock");

describe("holdFileLock", () => {
  it("gives the lock to one at a time, also within a process", async () => {
    const file = await lockIn();

    const first = holdFileLock(file);
    const second = holdFileLock(file);
    first?.release();
    const third = holdFileLock(file);

    expect([first === null, second === null, third === null]).toEqual([false, true, false]);
    third?.release();
  });

  it("refuses while another process holds it", async () => {
    const file = await lockIn();
    const { said } = await startHolder(file);

    expect(said).toBe("held");
    expect(holdFileLock(file)).toBeNull();
  });

  it("keeps others out while attempts of the same process fail beside it", async () => {
    const file = await lockIn();
    const lock = holdFileLock(file);
    for (let attempt = 0; attempt < 3; attempt += 1) expect(holdFileLock(file)).toBeNull();

    const { said } = await startHolder(file);

    expect(said).toBe("refused");
    lock?.release();
  });

  it("is free at once when its holder is killed", async () => {
    const file = await lockIn();
    const { child } = await startHolder(file);
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;

    const lock = holdFileLock(file);

    expect(lock).not.toBeNull();
    lock?.release();
  });

  it("makes the file for its owner only, and keeps it", async () => {
    const file = await lockIn();

    holdFileLock(file)?.release();

    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("may be released twice", async () => {
    const file = await lockIn();
    const lock = holdFileLock(file);
    lock?.release();
    const next = holdFileLock(file);

    lock?.release();

    expect(holdFileLock(file)).toBeNull();
    next?.release();
  });

  it("says which file cannot serve as a lock", async () => {
    const folder = await tempFolder();
    const other = path.join(folder, "text.lock");
    await writeFile(other, "not a database, and longer than its header would be ".repeat(4));

    expect(() => holdFileLock(other)).toThrow(expect.objectContaining({ code: "home_unusable" }));
    expect(() => holdFileLock(path.join(folder, "no/such.lock"))).toThrow(
      expect.objectContaining({ code: "home_unusable" }),
    );
  });
});

describe("on a full disk", () => {
  it("says that the disk is full, and works again when there is space", async ({ skip }) => {
    const disk = await tinyDisk();
    if (disk === null) {
      skip("SKIPPED: no right to mount a tmpfs here");
      return;
    }
    await fillDisk(disk);
    const file = path.join(disk, "a.lock");

    expect(() => holdFileLock(file)).toThrow(
      expect.objectContaining({
        code: "storage_unavailable",
        message: expect.stringContaining("is full") as string,
        hint: expect.stringContaining("free some space") as string,
      }),
    );
    await rm(path.join(disk, "ballast"));

    const lock = holdFileLock(file);
    expect(lock).not.toBeNull();
    lock?.release();
  });
});

describe("withFileLock", () => {
  it("lets work in one after the other", async () => {
    const file = await lockIn();
    const steps: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      steps.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(`${name} out`);
    };

    await Promise.all(["a", "b", "c"].map(async (name) => await withFileLock(file, work(name))));

    const pairs = [steps.slice(0, 2), steps.slice(2, 4), steps.slice(4, 6)];
    expect(pairs.map((pair) => pair.map((step) => step.slice(2)))).toEqual(
      Array.from({ length: 3 }, () => ["in", "out"]),
    );
    expect(new Set(pairs.map(([step]) => step?.[0]))).toEqual(new Set(["a", "b", "c"]));
  });

  it("frees the lock when the work fails", async () => {
    const file = await lockIn();

    const failing = withFileLock(file, () => Promise.reject(new Error("no")));

    await expect(failing).rejects.toThrow("no");
    await expect(withFileLock(file, () => Promise.resolve(1))).resolves.toBe(1);
  });

  it("gives up after its time with words that say so", async () => {
    const file = await lockIn();
    await startHolder(file);

    const waiting = withFileLock(file, () => Promise.resolve(), { waitMs: 60 });

    await expect(waiting).rejects.toMatchObject({
      code: "locked",
      message: expect.stringContaining(file),
    });
  });

  it("goes on when the holder ends while it waits", async () => {
    const file = await lockIn();
    const { child } = await startHolder(file);

    const waiting = withFileLock(file, () => Promise.resolve("mine"));
    child.kill("SIGKILL");

    await expect(waiting).resolves.toBe("mine");
  });
});
