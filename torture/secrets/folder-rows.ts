// Task folders that lead where no agent may work; and one whose name is turned while runs are being started.

import { mkdir, readdir, readFile, realpath, symlink } from "node:fs/promises";
import path from "node:path";
import { openHome, type DaemonHome, type LiveChild } from "../../test/e2e/open-home.ts";
import { claudeResult, putAgent } from "../../test/e2e/programs.ts";
import type { Row, TortureContext } from "../part.ts";
import { turnForAndBack } from "./turning-folder.ts";

const AGENTS = { features: { agents: true, commands: true } };

/** One row for all shapes, and those of the race. */
export async function folderRows(context: TortureContext): Promise<Row[]> {
  return [await shapeRow(context), ...(await raceRows(context))];
}

/** How a folder is written: a name below tasks/, or a path. */
async function shapesOf({ folder, paths }: DaemonHome): Promise<Record<string, string>> {
  const outside = path.join(folder, "outside");
  const code = path.join(folder, "code");
  for (const made of [outside, code, path.join(paths.tasksFolder, "site")])
    await mkdir(made, { recursive: true });
  await symlink(outside, path.join(paths.tasksFolder, "link"));
  await symlink(path.join(paths.tasksFolder, "link"), path.join(code, "link-to-link"));
  await symlink("/proc/self/cwd", path.join(code, "proc"));
  await symlink(paths.root, path.join(code, "own"));
  return {
    "link out of tasks": "link",
    "link to a link": path.join(code, "link-to-link"),
    "link into proc": path.join(code, "proc"),
    "link to the home": path.join(code, "own"),
    NUL: "site\0",
    "NUL before a way out": "site\0/../../outside",
    "way out": "../../outside",
    "way out and in again": "site/../../../outside",
    "no root": outside,
    "the root of all": "/",
    "the home itself": paths.root,
    "runs of the home": paths.runsFolder,
    "what the home lies in": folder,
    proc: "/proc",
    "proc of itself": "/proc/self/root",
    "another user's": "/var/lib",
    "neighbour of a root": `${code}-too`,
  };
}

async function shapeRow(context: TortureContext): Promise<Row> {
  const home = await openHome({ config: AGENTS });
  context.after(() => home.close());
  const shapes = await shapesOf(home);
  await home.putConfig({ ...AGENTS, task_roots: [path.join(home.folder, "code")] });
  await home.putHooks(Object.values(shapes).map((folder, at) => hook(`shape-${at}`, folder)));
  recordFolder(home);
  const daemon = await home.spawn();
  const odd: string[] = [];
  for (const [at, what] of Object.keys(shapes).entries()) {
    const status = await statusOf(home, daemon, `shape-${at}`);
    if (status !== "error:folder_not_allowed") odd.push(`${what}: ${status}`);
  }
  const started = await startedIn(home);
  await home.close();
  return {
    fault:
      "task folders that lead out: links, links of links, NUL, .., /, /proc, the home and around it",
    times: Object.keys(shapes).length,
    promised: "error:folder_not_allowed, and nothing is started",
    seen: odd.length === 0 ? `all refused, ${started.length} started` : odd.join("; "),
    kept: odd.length === 0 && started.length === 0,
  };
}

async function raceRows(context: TortureContext): Promise<Row[]> {
  const times = context.scale === "long" ? 1000 : 40;
  const home = await openHome({ hooks: [hook("site", "site")], config: AGENTS });
  context.after(() => home.close());
  const site = path.join(home.paths.tasksFolder, "site");
  const outside = path.join(home.folder, "outside");
  for (const folder of [site, outside]) await mkdir(folder);
  recordFolder(home);
  const daemon = await home.spawn();
  const turning = turnForAndBack(site, outside);
  context.after(() => turning.stop());
  const statuses = new Map<string, number>();
  for (let at = 0; at < times; at++) {
    const status = await statusOf(home, daemon, "site");
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  const { turns } = await turning.stop();
  const started = await startedIn(home);
  const away = started.filter((folder) => folder === outside);
  const said = [...statuses].map(([status, count]) => `${count} ${status}`).join(", ");
  const control = await naiveRow(context, { site, outside });
  await home.close();
  return [
    {
      fault: `the task folder is turned into a link out and back ${turns.toLocaleString("en")} times while runs start`,
      times,
      promised: "no run starts outside",
      seen: `${away.length} of ${started.length} started outside (${said})`,
      kept: away.length === 0 && started.length > 0,
    },
    control,
  ];
}

/** The control: the real path is checked, and the program then started in the name. */
async function naiveRow(
  context: TortureContext,
  { site, outside }: { readonly site: string; readonly outside: string },
): Promise<Row> {
  const { execa } = await import("execa");
  const turning = turnForAndBack(site, outside);
  context.after(() => turning.stop());
  let [checked, away] = [0, 0];
  while (away === 0 && checked < 500) {
    if ((await realpath(site).catch(() => "")) !== site) continue;
    checked += 1;
    const { stdout } = await execa("pwd", ["-P"], { cwd: site, reject: false });
    if (stdout === outside) away += 1;
  }
  await turning.stop();
  return {
    fault: "control: the same with a folder that is checked first and started in by its name",
    times: checked,
    promised: "a run starts outside",
    seen: `${away} started outside`,
    kept: away > 0,
  };
}

function hook(id: string, folder: string): Record<string, unknown> {
  return {
    id,
    title: id,
    mode: "cron_task",
    provider: "claude",
    task_folder: folder,
    prompt_template: "Look.",
    fuse: { runs: 100_000, within_seconds: 1 },
  };
}

/** An agent that notes where it was started. */
function recordFolder(home: DaemonHome): void {
  putAgent(home.bin, "claude", [
    `pwd -P > "$HOME/started.$$"`,
    "cat > /dev/null",
    claudeResult("done"),
  ]);
}

async function startedIn({ folder }: DaemonHome): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith("started."));
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
  return texts.map((text) => text.trim());
}

async function statusOf(home: DaemonHome, daemon: LiveChild, id: string): Promise<string> {
  const posted = await daemon.post(id);
  const done = await daemon.until(`the end of ${id}`, () => {
    const found = home.delivery(posted.id);
    return found?.state === "done" ? found : null;
  });
  return done.status ?? "";
}
