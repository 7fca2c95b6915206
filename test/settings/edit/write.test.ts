import {
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { writeVerified } from "../../../src/settings/edit/write.ts";
import { tempFolder } from "../temp-home.ts";
import { tinyDisk } from "../tiny-disk.ts";

const fileIn = async (): Promise<string> => path.join(await tempFolder(), "webhooks.json");

describe("writeVerified", () => {
  it("makes a new file for its owner only", async () => {
    const file = await fileIn();

    await expect(writeVerified(file, "new\n")).resolves.toBe("written");

    expect(await readFile(file, "utf8")).toBe("new\n");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("replaces a file in one step, closes it to others, and leaves nothing beside it", async () => {
    const file = await fileIn();
    await writeFile(file, "old", { mode: 0o644 });
    const before = await stat(file);

    await writeVerified(file, "naïve ✓");

    const after = await stat(file);
    expect(await readFile(file, "utf8")).toBe("naïve ✓");
    expect(after.ino).not.toBe(before.ino);
    expect(after.mode & 0o777).toBe(0o600);
    expect(await readdir(path.dirname(file))).toEqual(["webhooks.json"]);
  });

  it("keeps a link and replaces its target", async () => {
    const file = await fileIn();
    const target = path.join(path.dirname(file), "dotfiles.json");
    await writeFile(target, "old");
    await symlink("dotfiles.json", file);

    await writeVerified(file, "new");

    expect(await readlink(file)).toBe("dotfiles.json");
    expect(await readFile(target, "utf8")).toBe("new");
  });

  it("refuses a link whose target is missing, and leaves it", async () => {
    const file = await fileIn();
    await symlink("nowhere.json", file);

    await expect(writeVerified(file, "new")).rejects.toMatchObject({
      code: "settings_unwritable",
      message: expect.stringContaining("a link whose target is missing"),
    });
    expect((await lstat(file)).isSymbolicLink()).toBe(true);
  });

  it.each([
    ["another content", "saved by an editor"],
    ["no file", null],
  ])("writes nothing where the caller expected %s", async (_, expected) => {
    const file = await fileIn();
    await writeFile(file, "mine");

    const outcome = writeVerified(file, "new", expected === null ? null : Buffer.from(expected));

    await expect(outcome).resolves.toBe("changed");
    expect(await readFile(file, "utf8")).toBe("mine");
    expect(await readdir(path.dirname(file))).toEqual(["webhooks.json"]);
  });

  it("refuses a folder in the file's place", async () => {
    const file = await fileIn();
    await mkdir(file);

    await expect(writeVerified(file, "new")).rejects.toMatchObject({ code: "settings_unwritable" });
  });

  it("refuses a place in a folder that is not there", async () => {
    const file = path.join(await tempFolder(), "gone", "webhooks.json");

    await expect(writeVerified(file, "new")).rejects.toMatchObject({ code: "settings_unwritable" });
  });

  it("leaves the old file byte for byte on a full disk, where the writer reports success", async ({
    skip,
  }) => {
    const disk = await tinyDisk();
    if (disk === null) {
      skip("SKIPPED: no right to mount a tmpfs here");
      return;
    }
    const file = path.join(disk, "webhooks.json");
    const old = `${JSON.stringify({ hooks: ["x".repeat(2000)] })}\n`;
    await writeFile(file, old);

    const writing = writeVerified(file, "y".repeat(200_000));

    await expect(writing).rejects.toMatchObject({
      code: "settings_unwritable",
      message: expect.stringMatching(/of 200000 bytes|ENOSPC/),
    });
    expect(await readFile(file, "utf8")).toBe(old);
    expect(await readdir(disk)).toEqual(["webhooks.json"]);
    await expect(writeVerified(file, "small\n")).resolves.toBe("written");
  });
});
