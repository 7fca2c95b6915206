import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { checkTerminals } from "../../../src/cli/doctor/check-terminals.ts";
import { Config } from "../../../src/core/settings/config.ts";
import { startFakeAdmin } from "../fake-admin.ts";
import { createCli, LAUNCHER } from "../harness.ts";

const WANTED = Config.parse({ targets: [{ name: "front", kind: "claude_terminal" }] });
const session = (waits: boolean) => ({ id: "s", folder: "/f", pid: 1, state: "idle", waits });

async function house() {
  const cli = await createCli();
  const context = {
    environment: { HOME: cli.folder },
    platform: "linux" as const,
    launch: { version: "1.2.3", script: LAUNCHER, node: process.execPath },
    paths: cli.paths,
  };
  return { cli, look: (config = WANTED) => checkTerminals(context, config) };
}

test("doctor says what keeps a wake from an open session", async () => {
  const { cli, look } = await house();
  expect(await look(Config.parse({}))).toEqual([]);
  expect(await look()).toMatchObject([{ level: "warning", hint: "wakehook terminal install" }]);

  await cli.run(["terminal", "install"]);
  expect(await look(Config.parse({}))).toMatchObject([{ level: "note" }]);
  expect(await look()).toMatchObject([
    { level: "note", message: expect.stringContaining("unknown") },
  ]);

  await startFakeAdmin(cli.paths, {
    "GET /terminals": { json: { terminals: [session(true), session(false)] } },
  });
  expect(await look()).toMatchObject([
    { level: "ok", message: expect.stringMatching(/woken: 1$/) },
  ]);
});

test("doctor says that a settings file is broken only where it matters", async () => {
  const { cli, look } = await house();
  await mkdir(path.join(cli.folder, ".claude"));
  await writeFile(path.join(cli.folder, ".claude/settings.json"), "{");

  expect(await look()).toMatchObject([
    { level: "warning", message: expect.stringContaining("no JSON") },
  ]);
  expect(await look(Config.parse({}))).toEqual([]);
});
