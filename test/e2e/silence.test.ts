import { writeFile } from "node:fs/promises";
import { expect, it, onTestFinished, vi } from "vitest";
import { startDaemon } from "../../src/daemon.ts";
import { openLedgerReader } from "../../src/ledger/reading/open-reader.ts";
import { createCli, goodHook } from "../cli/harness.ts";
import { createTestClock } from "./leftovers.ts";

const HOUR_MS = 3_600_000;

it("asks its own public URL, by the owner's word and when a hook is silent", async () => {
  const cli = await createCli();
  await cli.putHooks(
    goodHook("site", { source: "github", token: null, secret: "a-secret", expect_every: "1h" }),
  );
  const config = { webhooks: { port: 0, token: "global" }, admin: { port: 0 } };
  await writeFile(cli.paths.configFile, JSON.stringify(config), { mode: 0o600 });
  const clock = createTestClock();
  const environment = { PATH: "/usr/bin:/bin", HOME: cli.folder };
  const daemon = await startDaemon({ paths: cli.paths, environment, version: "0.0.0-test", clock });
  onTestFinished(() => daemon.stop());
  const base = `http://127.0.0.1:${daemon.hooksAddress?.port ?? 0}`;
  expect((await cli.run(["config", "set", "webhooks.public_base_url", base])).code).toBe(0);

  const { stdout } = await cli.run(["doctor", "--public", "--json"]);
  const { findings } = JSON.parse(stdout) as {
    findings: Array<{ check: string; message: string }>;
  };
  expect(findings.filter(({ check }) => check === "public")).toMatchObject([
    {
      level: "ok",
      message: expect.stringContaining(`${base}/hooks/site leads here, and a signed`),
    },
  ]);

  // A test event is no word of the sender; it has the daemon read its settings anew.
  expect((await cli.run(["send", "site", "--fixture", "push"])).code).toBe(0);
  clock.skip(31_000);
  await new Promise((resolve) => setImmediate(resolve));
  clock.skip(2 * HOUR_MS);
  const reader = openLedgerReader(cli.paths.database);
  onTestFinished(() => reader.close());
  const told = (): string => JSON.stringify(reader.outbox({}));
  await vi.waitFor(() => expect(told()).toContain("is silent"), 5000);
  expect(told()).toContain("leads here, and a signed request is taken");
});
