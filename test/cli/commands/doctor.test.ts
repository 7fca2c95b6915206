import { once } from "node:events";
import { chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openLedger } from "../../../src/ledger/open.ts";
import { holdFileLock } from "../../../src/settings/lock.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { createCli, goodHook, type Cli, type CliExtras } from "../harness.ts";

interface Found {
  readonly check: string;
  readonly level: string;
  readonly message: string;
  readonly hint?: string;
}

async function examine(cli: Cli, extras: CliExtras = {}) {
  const { code, stdout } = await cli.run(["doctor", "--json"], extras);
  const { findings } = JSON.parse(stdout) as { findings: Found[] };
  const of = (check: string) => findings.filter((finding) => finding.check === check);
  return { code, findings, of };
}

/** A home on ports that nobody else has. */
async function healthyHome(): Promise<Cli> {
  const cli = await createCli();
  await cli.run(["init"]);
  await cli.run(["config", "set", "webhooks.port", "0"]);
  await cli.run(["config", "set", "admin.port", "0"]);
  return cli;
}

async function loseLedger(cli: Cli): Promise<void> {
  openLedger({ paths: cli.paths, clock: systemClock }).close();
  await rm(cli.paths.database);
}

describe("doctor", () => {
  it("finds nothing wrong in a fresh home", async () => {
    const cli = await healthyHome();

    const { code, findings } = await examine(cli);

    expect(findings.filter(({ level }) => level === "error" || level === "warning")).toEqual([]);
    expect(code).toBe(0);
  });

  it("says that there is no home, and makes none", async () => {
    const cli = await createCli();

    const { code, of } = await examine(cli);

    expect(code).toBe(3);
    expect(of("home")).toMatchObject([{ level: "error", hint: "wakehook init" }]);
    expect(await readdir(cli.folder)).toEqual([]);
  });

  it("gives the chmod line for a home that is open to others", async () => {
    const cli = await healthyHome();
    await chmod(cli.paths.root, 0o755);

    const { code, of } = await examine(cli);

    expect(code).toBe(3);
    expect(of("home")[0]?.hint).toContain(`chmod 700 '${cli.paths.root}'`);
  });

  it("repeats what is wrong in the settings", async () => {
    const cli = await healthyHome();
    await cli.putHooks(goodHook("a", { enabled: "yes" }));

    const { code, of } = await examine(cli);

    expect(code).toBe(3);
    expect(of("settings")[0]?.message).toContain("hook a, enabled");
  });

  it("warns of secrets in the environment", async () => {
    const cli = await healthyHome();
    await cli.putHooks(goodHook("a", { token: "env:A_TOKEN" }));

    const { of } = await examine(cli, { environment: { A_TOKEN: "very-secret-words" } });

    expect(of("secrets")).toMatchObject([
      { level: "warning", message: expect.stringContaining("a token") as string },
    ]);
    expect(JSON.stringify(of("secrets"))).not.toContain("very-secret-words");
  });

  it("names the setting of a port that another program has", async () => {
    const cli = await healthyHome();
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    await cli.run(["config", "set", "webhooks.port", String(port)]);

    const { code, of } = await examine(cli);

    expect(code).toBe(6);
    expect(of("port")[0]).toMatchObject({
      level: "error",
      hint: "wakehook config set webhooks.port ANOTHER",
    });
  });

  it("tells a used agent CLI that is missing from one that nobody uses", async () => {
    const cli = await healthyHome();
    const folder = path.join(cli.folder, "bin");
    await mkdir(folder);
    await writeFile(path.join(folder, "codex"), "#!/bin/sh\necho codex-cli 1.2.3\n", {
      mode: 0o755,
    });
    await cli.putHooks(goodHook("a", { mode: "cron_task", provider: "claude", task_folder: "t" }));

    const { code, of } = await examine(cli, { environment: { PATH: `${folder}:/usr/bin:/bin` } });

    expect(code).toBe(5);
    expect(of("claude")).toMatchObject([{ level: "error" }]);
    expect(of("gemini")).toMatchObject([{ level: "note" }]);
    expect(of("codex")[0]?.message).toContain("1.2.3");
  });

  it("looks for agent CLIs on the PATH that the service keeps", async () => {
    const cli = await healthyHome();
    await cli.run(["service", "install", "--no-start"], {
      platform: "linux",
      environment: { PATH: "/old" },
    });

    const { of } = await examine(cli, { platform: "linux" });

    expect(of("service")[0]?.message).toContain("an older PATH than yours");
  });

  it("explains a lost database and its ways on", async () => {
    const cli = await healthyHome();
    await loseLedger(cli);

    const { code, of } = await examine(cli);

    expect(code).toBe(6);
    expect(of("ledger")[0]).toMatchObject({ level: "error" });
    expect(of("ledger")[0]?.hint).toContain("wakehook doctor --accept-loss");
  });
});

describe("doctor --accept-loss", () => {
  it("goes on after a loss, keeping what it sets aside", async () => {
    const cli = await healthyHome();
    await loseLedger(cli);

    const accepted = await cli.run(["doctor", "--accept-loss", "--yes"]);

    expect(accepted.code).toBe(0);
    expect(accepted.stdout).toContain(cli.paths.backupsFolder);
    expect((await examine(cli)).of("ledger")).toMatchObject([{ level: "ok" }]);
  });

  it.each([
    ["nothing is lost", ["--yes"], 6, "has lost nothing"],
    ["nobody confirms", [], 2, "add --yes"],
  ])("changes nothing where %s", async (_, flags, code, words) => {
    const cli = await healthyHome();
    openLedger({ paths: cli.paths, clock: systemClock }).close();

    const accepted = await cli.run(["doctor", "--accept-loss", ...flags]);

    expect(accepted.code).toBe(code);
    expect(accepted.stderr).toContain(words);
  });

  it("leaves the database alone while a daemon holds it", async () => {
    const cli = await healthyHome();
    await loseLedger(cli);
    const lock = holdFileLock(cli.paths.daemonLock);
    onTestFinished(() => lock?.release());

    const accepted = await cli.run(["doctor", "--accept-loss", "--yes"]);

    expect(accepted.code).toBe(6);
    expect(accepted.stderr).toContain("wakehook stop");
  });
});
