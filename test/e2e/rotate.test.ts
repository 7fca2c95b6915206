import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { startDaemon } from "../../src/daemon.ts";
import { createCli, goodHook } from "../cli/harness.ts";
import { createTestClock } from "./leftovers.ts";

const HOUR_MS = 3_600_000;

it("takes both secrets after a rotation, and the new one alone once its time is over", async () => {
  const cli = await createCli();
  await cli.putHooks(goodHook("site", { source: "github", token: null, secret: "old-secret" }));
  const config = { webhooks: { port: 0, token: "global" }, admin: { port: 0 }, safe_mode: true };
  await writeFile(cli.paths.configFile, JSON.stringify(config), { mode: 0o600 });
  const clock = createTestClock();
  const environment = { PATH: "/usr/bin:/bin", HOME: cli.folder };
  const daemon = await startDaemon({ paths: cli.paths, environment, version: "0.0.0-test", clock });
  onTestFinished(() => daemon.stop());
  const oldKey = path.join(cli.folder, "old");
  await writeFile(oldKey, "old-secret");
  const send = async (...key: string[]): Promise<string> => {
    const sent = await cli.run(["send", "site", "--fixture", "push", "--signed", ...key]);
    return sent.stdout.slice(0, "site answered 202".length);
  };

  await expect(send()).resolves.toBe("site answered 202");
  await cli.run(["hook", "rotate", "site", "--keep", "1h"]);

  await vi.waitFor(async () => expect(await send()).toBe("site answered 202"), 5000);
  await expect(send("--key", oldKey)).resolves.toBe("site answered 202");
  clock.skip(HOUR_MS + 1000);
  await expect(send("--key", oldKey)).resolves.toBe("site answered 401");
  await expect(send()).resolves.toBe("site answered 202");
});
