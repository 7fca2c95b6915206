import { spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ServiceFacts } from "../../../src/cli/service/facts.ts";
import { serviceFile, storedPath } from "../../../src/cli/service/service-file.ts";
import { itWhere } from "../../skip-loudly.ts";
import { createCli, LAUNCHER, type Cli } from "../harness.ts";

const hasVerify = spawnSync("systemd-analyze", ["--version"]).status === 0;

/** A `systemctl` (or `launchctl`) that notes its arguments and answers as told. */
async function fakeTool(cli: Cli, name: string, script: string): Promise<{ PATH: string }> {
  const folder = path.join(cli.folder, "bin");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, name);
  await writeFile(file, `#!/bin/sh\necho "$@" >> ${path.join(cli.folder, "calls")}\n${script}\n`);
  await chmod(file, 0o755);
  return { PATH: `${folder}:/usr/bin:/bin` };
}

const calls = async (cli: Cli): Promise<string[]> =>
  (await readFile(path.join(cli.folder, "calls"), "utf8")).trimEnd().split("\n");

function unitFile(cli: Cli): string {
  return path.join(cli.folder, ".config/systemd/user/wakehook.service");
}

/** The default home of the account, so that the service has its plain name. */
function atDefaultHome(cli: Cli): Record<string, string> {
  return { WAKEHOOK_HOME: path.join(cli.folder, ".wakehook") };
}

describe("service install --print", () => {
  it("prints a systemd unit with the owner's PATH and home, and changes nothing", async () => {
    const cli = await createCli();

    const printed = await cli.run(["service", "install", "--print"], {
      platform: "linux",
      environment: { PATH: "/opt/my tools:/usr/bin" },
    });

    expect(printed.code).toBe(0);
    expect(printed.stdout).toContain(
      `ExecStart="${process.execPath}" "--max-semi-space-size=8" "${LAUNCHER}" "start"`,
    );
    expect(printed.stdout).toContain('Environment="PATH=/opt/my tools:/usr/bin"');
    expect(printed.stdout).toContain(`Environment="WAKEHOOK_HOME=${cli.paths.root}"`);
    await expect(stat(path.join(cli.folder, ".config"))).rejects.toThrow("ENOENT");
  });

  it("prints a launchd agent on macOS", async () => {
    const cli = await createCli();

    const printed = (
      await cli.run(["service", "install", "--print", "--json"], {
        platform: "darwin",
        environment: { PATH: "/opt/a&b:/usr/bin", ...atDefaultHome(cli) },
      })
    ).json();

    expect(printed).toMatchObject({
      file: path.join(cli.folder, "Library/LaunchAgents/dev.wakehook.plist"),
      text: expect.stringContaining("<string>/opt/a&amp;b:/usr/bin</string>") as string,
    });
  });

  it("refuses a system without a service manager that it knows", async () => {
    const cli = await createCli();

    const printed = await cli.run(["service", "install", "--print"], { platform: "win32" });

    expect(printed.code).toBe(6);
    expect(printed.stderr).toContain("wakehook start");
  });
});

describe("a service file", () => {
  const facts: ServiceFacts = {
    kind: "systemd",
    name: "wakehook",
    file: "/f",
    home: "/h",
    argv: ["/n", "/s", "start"],
    path: "/p",
    userId: 1000,
    logFile: "/l",
  };

  it.each(["systemd", "launchd"] as const)("of %s gives back any PATH", (kind) => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~äß]{0,40}$/), (text) => {
        expect(storedPath(serviceFile({ ...facts, kind, path: text }))).toBe(text);
      }),
    );
  });

  it("escapes what systemd would read as its own", () => {
    const text = serviceFile({ ...facts, home: '/a%b"c\\d', argv: ["/n$x", "start"] });

    expect(text).toContain('Environment="WAKEHOOK_HOME=/a%%b\\"c\\\\d"');
    expect(text).toContain('ExecStart="/n$$x" "start"');
  });

  it("gives what it starts no way to more rights, and leaves no core file", () => {
    const unit = serviceFile(facts);

    expect(unit).toContain("\nNoNewPrivileges=yes\n");
    expect(unit).toContain("\nLimitCORE=0\n");
    expect(unit).toContain("\nUMask=0077\n");
  });

  itWhere(hasVerify, "the unit file is not checked: there is no systemd-analyze")(
    "is one that systemd reads without a word",
    async () => {
      const cli = await createCli();
      const file = path.join(cli.folder, "wakehook.service");
      await writeFile(file, serviceFile({ ...facts, argv: ["/bin/true", "start"] }));

      const verified = spawnSync("systemd-analyze", ["verify", "--user", file], {
        env: { PATH: "/usr/bin:/bin", XDG_RUNTIME_DIR: cli.folder },
        encoding: "utf8",
      });

      expect(verified.stderr).toBe("");
      expect(verified.status).toBe(0);
    },
  );

  itWhere(
    hasVerify,
    "the system unit of docs/operations.md is not checked: there is no systemd-analyze",
  )("for an account of its own, as the documents have it, is read without a word too", async () => {
    const cli = await createCli();
    const document = await readFile(path.join(LAUNCHER, "../../docs/operations.md"), "utf8");
    const unit = /```ini\n([^`]*)```/.exec(document)?.[1] ?? "";
    const file = path.join(cli.folder, "wakehook.service");
    await writeFile(file, unit.replace("/usr/local/bin/wakehook", "/bin/true"));

    const verified = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });

    expect(unit).toContain("ProtectSystem=strict");
    expect(verified.stderr).toBe("");
    expect(verified.status).toBe(0);
  });

  it("refuses a line break", () => {
    expect(() => serviceFile({ ...facts, path: "/a\nExecStart=/evil" })).toThrow("line break");
  });
});

describe("service install --relay", () => {
  it("is a service of its own, beside that of the daemon", async () => {
    const cli = await createCli();
    const of = async (...options: string[]): Promise<{ file: string; text: string }> =>
      (
        await cli.run(["service", "install", "--print", "--json", ...options], {
          platform: "linux",
        })
      ).json() as { file: string; text: string };

    const [daemon, relay] = [await of(), await of("--relay")];

    expect(relay.file).toMatch(/wakehook-relay-[0-9a-f]{8}\.service$/);
    expect(relay.file).not.toBe(daemon.file);
    expect(relay.text).toMatch(/^ExecStart=.* "relay" "start"$/m);
    expect(daemon.text).not.toContain('"relay"');
  });
});

describe("service install, status and uninstall", () => {
  it("go through systemctl, and keep the PATH in a closed file", async () => {
    const cli = await createCli();
    const environment = {
      ...(await fakeTool(cli, "systemctl", "echo active")),
      ...atDefaultHome(cli),
    };
    const extras = { platform: "linux", environment } as const;

    const installed = await cli.run(["service", "install"], extras);
    const status = (await cli.run(["service", "status", "--json"], extras)).json();
    const removed = await cli.run(["service", "uninstall"], extras);
    const after = await cli.run(["service", "status"], extras);

    expect(installed.code).toBe(0);
    expect(installed.stderr).toContain("loginctl enable-linger");
    expect(status).toMatchObject({ installed: true, active: true, path: environment.PATH });
    expect(removed.code).toBe(0);
    expect(after.code).toBe(5);
    await expect(stat(unitFile(cli))).rejects.toThrow("ENOENT");
    expect(await calls(cli)).toEqual([
      "--user daemon-reload",
      "--user enable wakehook.service",
      "--user restart wakehook.service",
      "--user is-active wakehook.service",
      "--user disable --now wakehook.service",
      "--user daemon-reload",
    ]);
  });

  it("say what systemctl said when it refuses", async () => {
    const cli = await createCli();
    const environment = await fakeTool(
      cli,
      "systemctl",
      'echo "Failed to connect to bus" >&2; exit 1',
    );

    const installed = await cli.run(["service", "install"], { platform: "linux", environment });

    expect(installed.code).toBe(6);
    expect(installed.stderr).toContain("Failed to connect to bus");
    expect(installed.stderr).toContain("wakehook start");
  });

  it("write the file alone with --no-start, where there is no systemctl", async () => {
    const cli = await createCli();
    const environment = { PATH: path.join(cli.folder, "nothing"), ...atDefaultHome(cli) };
    const extras = { platform: "linux", environment } as const;

    const installed = await cli.run(["service", "install", "--no-start"], extras);
    const failed = await cli.run(["service", "install"], extras);

    expect(installed.code).toBe(0);
    expect((await stat(unitFile(cli))).mode & 0o777).toBe(0o600);
    expect(failed.stderr).toContain("no such program on the PATH");
  });

  it("give another home a service of its own", async () => {
    const cli = await createCli();

    const printed = (
      await cli.run(["service", "install", "--print", "--json"], { platform: "linux" })
    ).json();

    expect(printed).toMatchObject({
      file: expect.stringMatching(/wakehook-[0-9a-f]{8}\.service$/) as string,
    });
  });

  it("go through launchctl on macOS", async () => {
    const cli = await createCli();
    const tool = await fakeTool(cli, "launchctl", 'echo "	state = running"');
    const extras = { platform: "darwin", environment: { ...tool, ...atDefaultHome(cli) } } as const;

    await cli.run(["service", "install"], extras);
    const status = (await cli.run(["service", "status", "--json"], extras)).json();

    expect(status).toMatchObject({ installed: true, active: true });
    expect((await calls(cli))[1]).toMatch(/^bootstrap gui\/\d+ .*dev\.wakehook\.plist$/);
  });

  it("find nothing to uninstall", async () => {
    const cli = await createCli();

    expect(await cli.run(["service", "uninstall"], { platform: "linux" })).toMatchObject({
      code: 5,
    });
  });
});
