import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openLedger } from "../../../src/ledger/open.ts";
import { holdFileLock } from "../../../src/settings/edit/lock.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { aDelivery, deliveryId } from "../../ledger/temp-ledger.ts";
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

  it("warns of a report's token in the environment, and names one that is not there", async () => {
    const cli = await healthyHome();
    const report = { kind: "github", token: "env:WAKEHOOK_NO_SUCH_TOKEN", repository: "o/r" };
    await cli.putHooks(goodHook("a", { report_to_sender: report }));

    const { code, of } = await examine(cli);

    expect(code).toBe(3);
    expect(of("settings")[0]?.message).toMatch(
      /hook a, report_to_sender\.token .*WAKEHOOK_NO_SUCH_TOKEN is not set/,
    );
    expect(of("secrets")[0]?.message).toBe("in the environment: a report_to_sender.token");
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

describe("doctor --repair", () => {
  /** Three deliveries, the body of the second altered on the disk. */
  async function alteredHome(): Promise<Cli> {
    const cli = await healthyHome();
    const ledger = openLedger({ paths: cli.paths, clock: systemClock });
    for (const number of [1, 2, 3]) await ledger.accept(aDelivery(number), { maxQueued: 10 });
    ledger.close();
    const bytes = await readFile(cli.paths.database);
    bytes.write("8", bytes.indexOf('{"number":2}') + 10);
    await writeFile(cli.paths.database, bytes);
    return cli;
  }

  it("is named by doctor, salvages what can be read, and says what is lost", async () => {
    const cli = await alteredHome();
    const before = await examine(cli);
    expect(before.code).toBe(6);
    expect(before.of("ledger")).toMatchObject([
      {
        message: expect.stringContaining(deliveryId(2)) as string,
        hint: expect.stringContaining("doctor --repair") as string,
      },
    ]);

    const repaired = await cli.run(["doctor", "--repair", "--yes", "--json"]);

    expect(repaired.code).toBe(0);
    expect(repaired.json()).toMatchObject({
      salvaged: { deliveries: 3, bodies: 2 },
      lost: { deliveries: { count: 0 }, bodies: { count: 1, ids: [deliveryId(2)] } },
      ended: 1,
    });
    const { old } = repaired.json() as { old: string };
    expect(await readFile(old)).toHaveLength((await readFile(cli.paths.database)).length);
    expect((await examine(cli)).of("ledger")).toMatchObject([{ level: "ok" }]);
  });

  it("says in lines what a person must know", async () => {
    const cli = await alteredHome();

    const { stdout } = await cli.run(["doctor", "--repair", "--yes"]);

    expect(stdout.split("\n")).toEqual([
      "salvaged: 3 deliveries, 2 bodies, 0 claims, 0 runs, 0 reports",
      `lost: 1 bodies of deliveries that are there (${deliveryId(2)})`,
      "1 that waited are error:exception: their body is lost; let the sender deliver again",
      expect.stringContaining("the old database is kept: ") as string,
      "next: wakehook start",
      "",
    ]);
  });

  it.each([
    ["nothing is damaged", ["--repair", "--yes"], 6, "is whole"],
    ["nobody confirms", ["--repair"], 2, "add --yes"],
    ["both ways on are named", ["--repair", "--accept-loss", "--yes"], 2, "two ways"],
  ])("changes nothing where %s", async (_, flags, code, words) => {
    const cli = await healthyHome();
    openLedger({ paths: cli.paths, clock: systemClock }).close();
    const before = await readFile(cli.paths.database);

    const repaired = await cli.run(["doctor", ...flags]);

    expect(repaired.code).toBe(code);
    expect(repaired.stderr).toContain(words);
    expect(await readFile(cli.paths.database)).toEqual(before);
  });

  it("leaves the database alone while a daemon holds it", async () => {
    const cli = await alteredHome();
    const lock = holdFileLock(cli.paths.daemonLock);
    onTestFinished(() => lock?.release());

    const repaired = await cli.run(["doctor", "--repair", "--yes"]);

    expect(repaired.code).toBe(6);
    expect(repaired.stderr).toContain("wakehook stop");
    expect((await examine(cli)).of("ledger")).toMatchObject([{ level: "error" }]);
  });

  it("asks public URLs only by the owner's word, and says what is missing for it", async () => {
    const cli = await healthyHome();
    expect((await examine(cli)).of("public")).toEqual([]);

    const { stdout } = await cli.run(["doctor", "--public", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ check: "public", level: "note", hint: "wakehook start" }),
      ]),
    });
  });
});
