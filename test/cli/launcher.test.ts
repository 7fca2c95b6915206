// Real processes: the launcher, and the real daemon through it.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createCli, LAUNCHER, type Cli } from "./harness.ts";

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly child: ChildProcess;
  /** Settles when standard output has these words. */
  says(words: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

function start(cli: Cli, argv: readonly string[], node: readonly string[] = []): Started {
  const child = spawn(process.execPath, [...node, ...argv], {
    env: { PATH: process.env["PATH"], HOME: cli.folder, WAKEHOOK_HOME: cli.paths.root },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    child.emit("said");
  });
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, "close").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    stdout,
    stderr,
  }));
  return {
    child,
    ended,
    async says(words) {
      while (!stdout.includes(words)) {
        const end = await Promise.race([once(child, "said"), ended]);
        if (!Array.isArray(end)) throw new Error(`ended without "${words}": ${end.stderr}`);
      }
    },
  };
}

const run = (cli: Cli, ...argv: string[]) => start(cli, [LAUNCHER, ...argv]).ended;

/** A copy of the launcher beside which a Node may stand, run by a Node that says it is too old. */
async function oldNode(cli: Cli, pinned?: string): Promise<{ script: string; flags: string[] }> {
  const root = path.join(cli.folder, "checkout");
  await cp(path.dirname(LAUNCHER), path.join(root, "bin"), { recursive: true });
  const preload = path.join(cli.folder, "old.cjs");
  await writeFile(
    preload,
    `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.8" } });`,
  );
  if (pinned !== undefined) {
    const file = path.join(root, "node_modules/node/bin/node");
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `#!/bin/sh\n${pinned}\n`);
    await chmod(file, 0o755);
  }
  return { script: path.join(root, "bin/wakehook.js"), flags: ["--require", preload] };
}

describe("the launcher", () => {
  it("prints the version of package.json", async () => {
    const cli = await createCli();
    const manifest = path.resolve(import.meta.dirname, "../../package.json");
    const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };

    expect(await run(cli, "--version")).toEqual({
      code: 0,
      signal: null,
      stdout: `${version}\n`,
      stderr: "",
    });
  });

  it("loads none of the heavy parts for --version and --help", async () => {
    const cli = await createCli();
    const spy = path.join(cli.folder, "spy.cjs");
    await writeFile(
      spy,
      `require("node:module").registerHooks({ resolve(specifier, context, next) {
        console.error("loads " + specifier); return next(specifier, context); } });`,
    );

    for (const flag of ["--version", "--help"]) {
      const { code, stderr } = await start(cli, ["--require", spy, LAUNCHER, flag]).ended;
      expect(code).toBe(0);
      expect(stderr).toContain("loads commander");
      expect(stderr).not.toMatch(/loads (zod|hono|pino|chokidar|execa|node:sqlite|@inquirer)/);
    }
  });

  it("uses no syntax that an old Node cannot parse", async () => {
    const text = (await readFile(LAUNCHER, "utf8")).replaceAll(/\/\/.*|\/\*[^]*?\*\//g, "");

    expect(text).not.toMatch(/\b(const|let|class|async|await)\b|=>|`|\?\.|\?\?|\.\.\./);
  });

  it("says in one line what is needed, where there is no other Node", async () => {
    const cli = await createCli();
    const { script, flags } = await oldNode(cli);

    const ended = await start(cli, [script, "--version"], flags).ended;

    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toMatch(/^wakehook: needs Node 22\.22\.2 .*; this is Node 18\.20\.8\.\n$/);
  });

  it("hands its words over to the checkout's Node, and takes over its exit code", async () => {
    const cli = await createCli();
    const { script, flags } = await oldNode(cli, 'echo "$@"; exit 5');

    const ended = await start(cli, [script, "hook", "show", "a b"], flags).ended;

    expect(ended).toMatchObject({ code: 5, stdout: `${script} hook show a b\n` });
  });

  it.each(["SIGTERM", "SIGINT", "SIGUSR2"] as const)("passes %s on", async (signal) => {
    const cli = await createCli();
    const trap = `trap 'echo got; exit 7' ${signal.slice(3)}; echo ready; while :; do sleep 0.05; done`;
    const { script, flags } = await oldNode(cli, trap);
    const started = start(cli, [script], flags);
    await started.says("ready");

    started.child.kill(signal);

    expect(await started.ended).toMatchObject({ code: 7, stdout: "ready\ngot\n" });
  });

  it("ends by the signal that ended the other Node", async () => {
    const cli = await createCli();
    const { script, flags } = await oldNode(cli, "kill -KILL $$");

    expect(await start(cli, [script], flags).ended).toMatchObject({ signal: "SIGKILL" });
  });

  it("ends quietly when the reader of its output goes away", async () => {
    const cli = await createCli();
    const started = start(cli, [LAUNCHER, "source", "list"]);
    started.child.stdout?.destroy();

    expect(await started.ended).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("a real daemon", () => {
  it("starts, takes a test event, is watched, refuses a second start, and stops", async () => {
    const cli = await createCli();
    await run(cli, "hook", "add", "--id", "hello");
    await run(cli, "config", "set", "webhooks.port", "0");
    await run(cli, "config", "set", "admin.port", "0");

    const daemon = start(cli, [LAUNCHER, "start"]);
    await daemon.says("try one: wakehook send hello");
    const tail = start(cli, [LAUNCHER, "tail", "--json"]);
    const second = await run(cli, "start");
    const sent = await run(cli, "send", "hello");
    await tail.says('"type":"delivery"');
    const list = await run(cli, "delivery", "list", "--json");
    const doctor = await run(cli, "doctor", "--json");
    tail.child.kill("SIGINT");
    const stopped = await run(cli, "stop");

    expect(second).toMatchObject({ code: 6 });
    expect(second.stderr).toContain(String(daemon.child.pid));
    expect(sent.stdout).toMatch(/^hello answered 202: dlv_/);
    expect(JSON.parse(list.stdout)).toMatchObject({
      deliveries: [{ hook_id: "hello", origin: "test" }],
    });
    expect(doctor.stdout).toContain("answers on http://127.0.0.1:");
    expect((await tail.ended).code).toBe(0);
    expect(stopped).toMatchObject({ code: 0, stdout: "stopped\n" });
    expect(await daemon.ended).toMatchObject({ code: 0 });
    expect(await run(cli, "stop")).toMatchObject({ code: 4 });
  });

  it("names the setting of a port that is taken", async () => {
    const cli = await createCli();
    const { createServer } = await import("node:net");
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as { port: number };
    await run(cli, "config", "set", "admin.port", "0");
    await run(cli, "config", "set", "webhooks.port", String(port));

    const ended = await run(cli, "start");

    expect(ended.code).toBe(6);
    expect(ended.stderr).toContain(String(port));
  });
});

describe("the folder of compiled code", () => {
  const cacheOf = (folder: string): string =>
    path.join(folder, `wakehook-cache-${process.getuid?.()}`);
  async function versionWith(temporary: string): Promise<number | null> {
    const child = spawn(process.execPath, [LAUNCHER, "hook", "--help"], {
      env: { PATH: process.env["PATH"], HOME: temporary, TMPDIR: temporary },
      stdio: "ignore",
    });
    const [code] = (await once(child, "close")) as [number | null];
    return code;
  }

  it("is made for its owner alone, whatever the umask", async () => {
    const { folder } = await createCli();
    const before = process.umask(0);
    const ended = versionWith(folder);
    process.umask(before);

    expect(await ended).toBe(0);
    expect((await stat(cacheOf(folder))).mode & 0o777).toBe(0o700);
    expect(await readdir(cacheOf(folder))).not.toEqual([]);
  });

  it("is not used where others can write to it: they would write what is run", async () => {
    const { folder } = await createCli();
    await mkdir(cacheOf(folder));
    await chmod(cacheOf(folder), 0o777);

    expect(await versionWith(folder)).toBe(0);
    expect(await readdir(cacheOf(folder))).toEqual([]);
  });

  it("is not used where a link stands in its place", async () => {
    const { folder } = await createCli();
    const elsewhere = path.join(folder, "elsewhere");
    await mkdir(elsewhere, { mode: 0o700 });
    await symlink(elsewhere, cacheOf(folder));

    expect(await versionWith(folder)).toBe(0);
    expect(await readdir(elsewhere)).toEqual([]);
  });
});
