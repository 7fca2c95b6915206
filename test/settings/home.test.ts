import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { chmodLine, ensureHome } from "../../src/settings/home.ts";
import { homePaths } from "../../src/system/home.ts";
import { tempFolder, tempHome } from "./temp-home.ts";

const modeOf = async (name: string): Promise<number> => (await stat(name)).mode & 0o777;

describe("ensureHome", () => {
  it("makes the home and its folders, closed to others, whatever the umask takes", async () => {
    const paths = homePaths(path.join(await tempFolder(), "home"));
    const before = process.umask(0o277);

    try {
      await ensureHome(paths);
    } finally {
      process.umask(before);
    }

    const folders = [paths.root, paths.backupsFolder, paths.runsFolder, paths.tasksFolder];
    for (const folder of [...folders, paths.keysFolder]) expect(await modeOf(folder)).toBe(0o700);
  });

  it("leaves a home that is in order as it is", async () => {
    const paths = await tempHome();
    await writeFile(paths.hooksFile, "{}", { mode: 0o600 });
    const before = await readdir(paths.root);

    await ensureHome(paths);

    expect(await readdir(paths.root)).toEqual(before);
  });

  it("follows a link to a home elsewhere", async () => {
    const real = await tempHome();
    const link = path.join(await tempFolder(), "link");
    await symlink(real.root, link);

    await expect(ensureHome(homePaths(link))).resolves.toBeUndefined();
  });

  it.each([
    ["webhooks.json", 0o644, 0o600],
    ["config.json", 0o604, 0o600],
    ["admin.token", 0o640, 0o600],
    ["wakehook.db", 0o644, 0o600],
    ["wakehook.db-wal", 0o644, 0o600],
    ["keys/subscriptions.key", 0o644, 0o600],
  ])("refuses %s of mode %o with the line that mends it", async (name, mode, wanted) => {
    const paths = await tempHome();
    const file = path.join(paths.root, name);
    await writeFile(file, "x");
    await chmod(file, mode);

    await expect(ensureHome(paths)).rejects.toMatchObject({
      code: "permissions_too_wide",
      message: expect.stringContaining(`${file} (0${mode.toString(8)})`),
      hint: `chmod ${wanted.toString(8)} '${file}'`,
    });
    expect(await modeOf(file)).toBe(mode);
  });

  it("names everything that is too wide at once", async () => {
    const paths = await tempHome();
    for (const file of [paths.hooksFile, paths.configFile]) await writeFile(file, "{}");
    await chmod(paths.hooksFile, 0o644);
    await chmod(paths.configFile, 0o644);
    await chmod(paths.runsFolder, 0o755);

    await expect(ensureHome(paths)).rejects.toMatchObject({
      hint: `chmod 700 '${paths.runsFolder}' && chmod 600 '${paths.hooksFile}' '${paths.configFile}'`,
    });
  });

  it("refuses a home that is open to others before it puts anything in", async () => {
    const root = path.join(await tempFolder(), "home");
    await mkdir(root);
    await chmod(root, 0o755);

    await expect(ensureHome(homePaths(root))).rejects.toMatchObject({
      code: "permissions_too_wide",
      hint: `chmod 700 '${root}'`,
    });
    expect(await readdir(root)).toEqual([]);
  });

  it("says that a file in the home's place is no home", async () => {
    const root = path.join(await tempFolder(), "home");
    await writeFile(root, "");

    await expect(ensureHome(homePaths(root))).rejects.toMatchObject({
      code: "home_unusable",
      message: expect.stringContaining(root),
    });
  });

  it("says that a folder below a file cannot be made", async () => {
    const file = path.join(await tempFolder(), "file");
    await writeFile(file, "");

    await expect(ensureHome(homePaths(path.join(file, "home")))).rejects.toMatchObject({
      code: "home_unusable",
    });
  });
});

it("leaves a link that leads round in a circle to whoever reads the file", async () => {
  const paths = homePaths(path.join(await tempFolder(), "home"));
  await ensureHome(paths);
  await symlink(paths.configFile, paths.configFile);

  await ensureHome(paths);
});

describe("a home that cannot be made", () => {
  it.runIf(existsSync("/proc/self"))("is refused in /proc at once", async () => {
    await expect(ensureHome(homePaths("/proc/nope/deep/home"))).rejects.toMatchObject({
      code: "home_unusable",
      message: expect.stringContaining("/proc/nope"),
    });
  });

  it("is refused where a link leads nowhere", async () => {
    const link = path.join(await tempFolder(), "link");
    await symlink("gone", link);

    await expect(ensureHome(homePaths(link))).rejects.toMatchObject({ code: "home_unusable" });
  });

  it("is made with all that is missing above it, closed to others, also by two at once", async () => {
    const folder = await tempFolder();
    const paths = homePaths(path.join(folder, "a/b/home"));

    await Promise.all([ensureHome(paths), ensureHome(paths), ensureHome(paths)]);

    for (const name of ["a", "a/b", "a/b/home"])
      expect(await modeOf(path.join(folder, name))).toBe(0o700);
  });
});

describe("chmodLine", () => {
  it("can be pasted into a shell for any name", () => {
    expect(chmodLine(0o600, ["/it's/a b"])).toBe(String.raw`chmod 600 '/it'\''s/a b'`);
  });
});
