import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import {
  openWorkingFolder,
  type WorkingFolder,
} from "../../../src/agents/process/working-folder.ts";

async function twoFolders(): Promise<{ allowed: string; outside: string }> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), "wakehook-folder-")));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const [allowed, outside] = [path.join(root, "allowed"), path.join(root, "outside")];
  await mkdir(allowed);
  await mkdir(outside);
  return { allowed, outside };
}

function openOrFail(name: string): WorkingFolder {
  const folder = openWorkingFolder(name);
  if (folder === null) throw new Error(`${name} is no folder`);
  onTestFinished(folder.close);
  return folder;
}

it("opens the folder that was asked for", async () => {
  const { allowed } = await twoFolders();
  const folder = openOrFail(allowed);

  expect(folder.turnedTo).toBeNull();
  expect(await realpath(folder.cwd)).toBe(allowed);
});

it("says where a name leads that was turned to a link since", async () => {
  const { allowed, outside } = await twoFolders();
  await rm(allowed, { recursive: true });
  await symlink(outside, allowed);
  const folder = openOrFail(allowed);

  expect(folder.turnedTo).toBe(outside);
});

it.runIf(process.platform === "linux")(
  "stays in the folder that was opened, whatever becomes of its name",
  async () => {
    const { allowed, outside } = await twoFolders();
    const folder = openOrFail(allowed);
    await rename(allowed, `${allowed}-put-aside`);
    await symlink(outside, allowed);

    expect(await realpath(folder.cwd)).toBe(`${allowed}-put-aside`);
  },
);

it("opens nothing where there is no folder", async () => {
  const { allowed } = await twoFolders();
  const file = path.join(allowed, "file");
  await writeFile(file, "");

  expect(openWorkingFolder(path.join(allowed, "none"))).toBeNull();
  if (process.platform === "linux") expect(openWorkingFolder(file)).toBeNull();
});
