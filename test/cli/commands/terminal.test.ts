import { execFileSync, spawnSync } from "node:child_process";
import { chmod, lstat, mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { createCli, type Cli } from "../harness.ts";

let cli: Cli;
let file: string;
beforeEach(async () => {
  cli = await createCli();
  file = path.join(cli.folder, ".claude/settings.json");
  await mkdir(path.dirname(file));
});

type Hooks = Record<string, Array<{ hooks: Array<{ command: string; timeout: number }> }>>;
const read = () => readFile(file, "utf8");
const hooks = async (): Promise<Hooks> =>
  (JSON.parse((await read()).replace("\uFEFF", "")) as { hooks: Hooks }).hooks;
const terminal = (...words: string[]) => cli.run(["terminal", ...words]);

const THEIRS = {
  model: "opus",
  hooks: {
    Stop: [{ hooks: [{ type: "command", command: "say done" }] }],
    PreToolUse: [{ matcher: "Bash", hooks: [{ type: "command", command: "./check" }] }],
  },
  permissions: { allow: ["Read"] },
};

test("installing into nothing makes the file, and says what is next", async () => {
  const { code, stdout } = await terminal("install");

  expect(code).toBe(0);
  expect(stdout).toContain("claude_terminal");
  expect(Object.keys(await hooks())).toEqual([
    "SessionStart",
    "UserPromptSubmit",
    "Stop",
    "StopFailure",
    "SessionEnd",
  ]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test.each([
  ["two spaces", JSON.stringify(THEIRS, null, 2)],
  ["tabs and a last line end", `${JSON.stringify(THEIRS, null, "\t")}\n`],
  ["one line", JSON.stringify(THEIRS)],
  [
    "a byte order mark and CRLF",
    `\uFEFF${JSON.stringify(THEIRS, null, 2).replaceAll("\n", "\r\n")}\r\n`,
  ],
])(
  "what is installed is taken out again, and the file is byte for byte what it was: %s",
  async (_, text) => {
    await writeFile(file, text, { mode: 0o640 });
    await chmod(file, 0o640);

    expect((await terminal("install")).code).toBe(0);
    const during = await hooks();
    expect(during["Stop"]).toHaveLength(2);
    expect(during["Stop"]?.[0]).toEqual(THEIRS.hooks.Stop[0]);
    expect(during["PreToolUse"]).toEqual(THEIRS.hooks.PreToolUse);
    expect(await readFile(`${file}.before-wakehook`, "utf8")).toBe(text);
    expect((await stat(file)).mode & 0o777).toBe(0o640);

    expect((await terminal("uninstall")).code).toBe(0);
    expect(await read()).toBe(text);
  },
);

test("installing twice changes nothing, and an older entry of ours is replaced", async () => {
  await terminal("install");
  const once = await read();
  expect((await terminal("install")).stdout).toContain("has them already");
  expect(await read()).toBe(once);

  await writeFile(file, once.replaceAll(path.resolve("bin/wakehook.js"), "/gone/wakehook.js"));
  expect((await terminal("status")).stdout).toContain("of another program");
  await terminal("install");
  expect(await read()).toBe(once);
});

test("an entry of ours that somebody has put among theirs is taken out, and theirs stay", async () => {
  await terminal("install");
  const [ours] = (await hooks())["Stop"]?.[0]?.hooks ?? [];
  const group = { matcher: "", hooks: [{ type: "command", command: "say" }, ours] };
  await writeFile(file, JSON.stringify({ hooks: { Stop: [group] } }));

  await terminal("uninstall");

  expect(await hooks()).toEqual({
    Stop: [{ matcher: "", hooks: [{ type: "command", command: "say" }] }],
  });
});

test.each(["{", "[]", '{"hooks": []}', "\u00ff"])(
  "a broken file is not touched: %s",
  async (text) => {
    await writeFile(file, Buffer.from(text, "latin1"));

    const installed = await terminal("install");

    expect(installed.code).toBe(3);
    expect(installed.stderr).toContain("mend it by hand first");
    expect((await terminal("uninstall")).code).toBe(3);
    expect(await readFile(file, "latin1")).toBe(text);
  },
);

test("a link to the settings stays one", async () => {
  const real = path.join(cli.folder, "dotfiles.json");
  await writeFile(real, "{}\n");
  await symlink(real, file);

  await terminal("install");

  expect((await lstat(file)).isSymbolicLink()).toBe(true);
  expect(await readFile(real, "utf8")).toContain("SessionStart");
});

test("--print shows the hooks and writes nothing", async () => {
  const { stdout, stderr } = await terminal("install", "--print");

  expect(JSON.parse(stdout)).toHaveProperty("hooks.Stop");
  expect(stderr).toContain(file);
  await expect(read()).rejects.toThrow("ENOENT");
});

test("CLAUDE_CONFIG_DIR moves the settings", async () => {
  const folder = path.join(cli.folder, "elsewhere");
  await cli.run(["terminal", "install"], { environment: { CLAUDE_CONFIG_DIR: folder } });

  expect(await readFile(path.join(folder, "settings.json"), "utf8")).toContain("SessionStart");
});

test("the status says whether they are there, whether they may run, and 5 where they are not there", async () => {
  expect(await terminal("status")).toMatchObject({
    code: 5,
    stdout: expect.stringContaining("no: wakehook terminal install"),
  });

  await writeFile(file, '{"disableAllHooks": true}');
  expect((await terminal("install")).stderr).toContain("hooks do not run: disableAllHooks");
  const { code, stdout } = await terminal("status", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    installed: "yes",
    forbidden: expect.stringContaining("disableAllHooks"),
    sessions: null,
  });
});

/** Runs a command of the settings as Claude Code does, with another program in the place of wakehook. */
async function runAsHook(program: string) {
  const script = path.join(cli.folder, "it's a program.mjs");
  await writeFile(script, program);
  await cli.run(["terminal", "install"], {
    launch: { version: "1", script, node: process.execPath },
  });
  const command = (await hooks())["Stop"]?.[0]?.hooks[0]?.command ?? "";
  return spawnSync("/bin/sh", ["-c", command], { input: "{}", encoding: "utf8" });
}

test("a text wakes the session: standard error and 2", async () => {
  const program = 'process.stdout.write("one\\n$(touch x) `two` %s\\n")';

  expect(await runAsHook(program)).toMatchObject({
    status: 2,
    stdout: "",
    stderr: "one\n$(touch x) `two` %s\n",
  });
});

test.each([
  ["nothing to say", ""],
  ["a crash", 'throw new Error("broken")'],
  ["its own 2", "process.stderr.write('usage'); process.exit(2)"],
  ["a signal", "process.kill(process.pid, 'SIGKILL')"],
])("any trouble is silence and 0: %s", async (_, program) => {
  expect(await runAsHook(program)).toMatchObject({ status: 0, stdout: "", stderr: "" });
});

test("a program that is gone is silence and 0", async () => {
  await cli.run(["terminal", "install"], {
    launch: { version: "1", script: "/gone/wakehook.js", node: "/gone/node" },
  });
  const all = Object.values(await hooks()).map(([group]) => group?.hooks[0]?.command ?? "");

  expect(all).toHaveLength(5);
  for (const command of all)
    expect(execFileSync("/bin/sh", ["-c", command], { input: "" }).toString()).toBe("");
});
