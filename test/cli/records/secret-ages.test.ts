import { describe, expect, it } from "vitest";
import type { HookId } from "../../../src/core/records/ids.ts";
import { secretMarks } from "../../../src/core/secrets/secret-marks.ts";
import { openLedger } from "../../../src/ledger/open.ts";
import { readSettings } from "../../../src/settings/read.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { systemRandomness } from "../../../src/system/randomness.ts";
import { ensureSecretFile } from "../../../src/system/secret-file.ts";
import { createCli, goodHook, type Cli } from "../harness.ts";

const DAY_MS = 86_400_000;
const HOOK = { ...goodHook("a"), token: "a-token-of-its-own" };

/** What a daemon has seen some days ago. */
async function seenBefore(cli: Cli, days: number): Promise<number> {
  const at = Date.now() - days * DAY_MS;
  const what = { file: cli.paths.markKeyFile, what: "key of run marks" };
  const key = Buffer.from(await ensureSecretFile(what, systemRandomness));
  const { hooks } = await readSettings(cli.paths, {});
  const ledger = openLedger({ paths: cli.paths, clock: { ...systemClock, now: () => at } });
  ledger.secretAges.note(secretMarks(hooks.values(), key));
  ledger.close();
  return at;
}

async function home(): Promise<Cli> {
  const cli = await createCli();
  await cli.run(["init"]);
  await cli.putHooks(HOOK);
  return cli;
}

async function json(cli: Cli, ...argv: string[]): Promise<unknown> {
  return JSON.parse((await cli.run([...argv, "--json"])).stdout);
}

async function shownAge(cli: Cli): Promise<number | null> {
  const shown = (await json(cli, "hook", "show", "a")) as { secret_set_at: number | null };
  return shown.secret_set_at;
}

async function oldSecrets(cli: Cli): Promise<readonly object[]> {
  const { findings } = (await json(cli, "doctor")) as { findings: Array<{ message: string }> };
  return findings.filter(({ message }) => message.includes("more than a year"));
}

describe("the age of a hook's secret", () => {
  it("is what the daemon has seen, in hook list and hook show", async () => {
    const cli = await home();
    const at = await seenBefore(cli, 3);

    const { hooks } = (await json(cli, "hook", "list")) as { hooks: Array<{ id: HookId }> };

    expect(hooks).toMatchObject([{ id: "a", secret_set_at: at }]);
    expect(await shownAge(cli)).toBe(at);
    expect((await cli.run(["hook", "show", "a"])).stdout).toContain("its secret was set 3 d ago");
  });

  it("is unknown where no daemon has run, and where the secret is another by now", async () => {
    const cli = await home();
    expect(await shownAge(cli)).toBeNull();
    await seenBefore(cli, 3);

    await cli.run(["hook", "rotate", "a"]);

    expect(await shownAge(cli)).toBeNull();
  });

  it("is told by doctor where it is more than a year, with the command that mends it", async () => {
    const cli = await home();
    await seenBefore(cli, 400);

    expect(await oldSecrets(cli)).toMatchObject([
      { level: "note", hint: "wakehook hook rotate a", message: expect.stringMatching(/a \(400/) },
    ]);
    await cli.putHooks({ ...HOOK, enabled: false });
    expect(await oldSecrets(cli)).toEqual([]);
  });

  it("is told by nobody where it is less", async () => {
    const cli = await home();
    await seenBefore(cli, 300);

    expect(await oldSecrets(cli)).toEqual([]);
  });
});
