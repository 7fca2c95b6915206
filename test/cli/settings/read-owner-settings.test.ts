import { rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { startFakeAdmin } from "../fake-admin.ts";
import { createCli, goodHook, type Cli } from "../harness.ts";

const withHooks = (total: number) => ({ "GET /status": { json: { hooks: { total } } } });

async function homeWithHook(): Promise<Cli> {
  const cli = await createCli();
  await cli.run(["init"]);
  await cli.run(["config", "set", "webhooks.port", "0"]);
  await cli.putHooks(goodHook("site"));
  return cli;
}

describe("a webhooks.json that is gone while a daemon runs", () => {
  it.each([
    [["hook", "check"], 3, "1 error,"],
    [["hook", "list"], 0, "no hooks can be read"],
    [["doctor"], 3, "put it back"],
  ])("is said by %j", async (words, code, more) => {
    const cli = await homeWithHook();
    await startFakeAdmin(cli.paths, withHooks(1));
    await rm(cli.paths.hooksFile);

    const said = await cli.run(words);

    expect(said.code).toBe(code);
    const text = said.stdout + said.stderr;
    expect(text).toContain(`webhooks.json: is gone; the running daemon (process ${process.pid})`);
    expect(text).toContain(more);
  });

  it("is no error of a daemon that has no hooks, and of none", async () => {
    const cli = await homeWithHook();
    await rm(cli.paths.hooksFile);
    expect(await cli.run(["hook", "check"])).toMatchObject({ code: 0 });

    await startFakeAdmin(cli.paths, withHooks(0));

    expect(await cli.run(["hook", "check"])).toMatchObject({ code: 0 });
  });

  it("is an error where the daemon does not answer", async () => {
    const cli = await homeWithHook();
    await startFakeAdmin(cli.paths, {});
    await rm(cli.paths.hooksFile);

    expect(await cli.run(["hook", "check"])).toMatchObject({ code: 3 });
  });
});

describe("a config.json that is gone while a daemon runs", () => {
  it("is said by config check", async () => {
    const cli = await homeWithHook();
    await startFakeAdmin(cli.paths, withHooks(1));
    await rm(cli.paths.configFile);

    const said = await cli.run(["config", "check"]);

    expect(said.code).toBe(3);
    expect(said.stdout).toContain("config.json: is gone");
    expect((await cli.run(["hook", "check"])).code).toBe(0);
  });
});
