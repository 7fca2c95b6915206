import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { clearDrafts } from "../../../src/settings/edit/clear-drafts.ts";
import { tempFolder, tempHome } from "../temp-home.ts";

/** The pid of a process that has ended. */
const GONE = spawnSync("true").pid;

describe("clearDrafts", () => {
  it("removes what a killed daemon or command had half written", async () => {
    const paths = await tempHome();
    const drafts = [`webhooks.json.${GONE}.new`, `config.json.${GONE}.new`];
    drafts.push(`daemon.json.${GONE}.new.3988732170`, "admin.token.00ff00ff00ff00ff.tmp");
    for (const name of drafts) await writeFile(path.join(paths.root, name), "half");
    await mkdir(path.join(paths.runsFolder, ".report-AbC123/deeper"), { recursive: true });

    await clearDrafts(paths);

    const names = [...(await readdir(paths.root)), ...(await readdir(paths.runsFolder))];
    expect(names.filter((name) => /new|tmp|report/.test(name))).toEqual([]);
  });

  it("leaves the draft of a command that is writing it", async () => {
    const paths = await tempHome();
    const draft = path.join(paths.root, `webhooks.json.${process.pid}.new`);
    await writeFile(draft, "half");

    await clearDrafts(paths);

    expect(existsSync(draft)).toBe(true);
  });

  it("leaves everything else, and what a draft's link leads to", async () => {
    const paths = await tempHome();
    const others = ["webhooks.json", "webhooks.json.new", `notes.json.${GONE}.new`, "a.tmp"];
    for (const name of others) await writeFile(path.join(paths.root, name), "{}");
    const run = path.join(paths.runsFolder, "run_00000000000000000000000001");
    await mkdir(run);
    const elsewhere = path.join(await tempFolder(), "kept.txt");
    await writeFile(elsewhere, "kept");
    await symlink(path.dirname(elsewhere), path.join(paths.runsFolder, ".report-link"));

    await clearDrafts(paths);

    expect(await readdir(paths.root)).toEqual(expect.arrayContaining(others));
    expect(existsSync(run)).toBe(true);
    expect(existsSync(elsewhere)).toBe(true);
  });
});
