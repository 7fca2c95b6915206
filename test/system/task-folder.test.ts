import { mkdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resolveTaskFolder } from "../../src/system/task-folder.ts";
import { openModeBench, type ModeBench } from "../modes/mode-bench.ts";

let bench: ModeBench;
beforeEach(async () => {
  bench = await openModeBench();
});
afterEach(() => bench.close());

const resolve = (written: string | undefined, taskRoots: string[] = []) =>
  resolveTaskFolder(written, { tasksFolder: bench.paths.tasksFolder, taskRoots });

describe("resolveTaskFolder", () => {
  it("gives the real path of a folder below tasks/", async () => {
    const folder = await realpath(path.join(bench.paths.tasksFolder, "site"));

    expect(resolve("site")).toEqual({ ok: true, folder });
    expect(resolve("./site/../site/")).toEqual({ ok: true, folder });
  });

  it("gives an absolute folder inside of task_roots, the root included", async () => {
    const inside = path.join(bench.elsewhere, "inside");
    await mkdir(inside);

    expect(resolve(inside, [bench.elsewhere])).toMatchObject({ ok: true });
    expect(resolve(bench.elsewhere, [`${bench.elsewhere}/`])).toMatchObject({ ok: true });
  });

  it("takes a root that is a link itself", async () => {
    const link = path.join(bench.paths.root, "link");
    await symlink(bench.elsewhere, link);
    await mkdir(path.join(bench.elsewhere, "inside"));

    expect(resolve(path.join(link, "inside"), [link])).toMatchObject({
      ok: true,
      folder: path.join(await realpath(bench.elsewhere), "inside"),
    });
  });

  it("takes a link from tasks/ into a root that the owner named", async () => {
    await symlink(bench.elsewhere, path.join(bench.paths.tasksFolder, "link"));

    expect(resolve("link")).toMatchObject({ status: "error:folder_not_allowed" });
    expect(resolve("link", [bench.elsewhere])).toMatchObject({ ok: true });
  });

  it("takes a folder below tasks/ by its whole path", () => {
    expect(resolve(path.join(bench.paths.tasksFolder, "site"))).toMatchObject({ ok: true });
  });

  it.each([[undefined], [""]])("misses a folder that is not written: %j", (written) => {
    expect(resolve(written)).toMatchObject({ status: "error:no_task_folder" });
  });

  it("says that a folder does not exist, or is none", async () => {
    await writeFile(path.join(bench.paths.tasksFolder, "file"), "");

    expect(resolve("gone")).toMatchObject({ status: "error:folder_missing" });
    expect(resolve("file")).toMatchObject({ status: "error:folder_missing" });
    expect(resolve("file/below")).toMatchObject({ status: "error:folder_missing" });
  });

  it.each(["..", "../..", "site/../../..", "/etc", "/", "site\0", "site\0/../.."])(
    "refuses %j",
    (written) => {
      expect(resolve(written)).toMatchObject({ ok: false, status: "error:folder_not_allowed" });
    },
  );

  it("refuses a neighbour whose name starts like a root's", async () => {
    await mkdir(`${bench.elsewhere}-too`);

    expect(resolve(`${bench.elsewhere}-too`, [bench.elsewhere])).toMatchObject({
      status: "error:folder_not_allowed",
    });
  });

  it("allows a folder whose name starts with two dots", async () => {
    await mkdir(path.join(bench.paths.tasksFolder, "..site"));

    expect(resolve("..site")).toMatchObject({ ok: true });
  });

  it("refuses wakehook's own home, what lies in it, and what it lies in, whatever the roots say", async () => {
    const { root, runsFolder } = bench.paths;
    await mkdir(runsFolder, { recursive: true });
    await symlink(root, path.join(bench.elsewhere, "link"));
    const link = path.join(bench.elsewhere, "link");

    for (const folder of [root, runsFolder, path.dirname(root), "/", link])
      expect(resolve(folder, ["/", folder])).toMatchObject({
        status: "error:folder_not_allowed",
        reason: expect.stringContaining("own files") as string,
      });
    expect(resolve(path.join(bench.paths.tasksFolder, "site"), ["/"])).toMatchObject({ ok: true });
  });

  it("refuses a link that leads out, and says where to", async () => {
    const link = path.join(bench.paths.tasksFolder, "link");
    await symlink(bench.elsewhere, link);

    const refused = resolve("link");

    expect(refused).toMatchObject({ status: "error:folder_not_allowed" });
    expect(refused).toHaveProperty("reason", expect.stringContaining(bench.elsewhere));
    await rm(link);
    await symlink(path.join(bench.paths.tasksFolder, "site"), link);
    expect(resolve("link")).toMatchObject({ ok: true });
  });
});
