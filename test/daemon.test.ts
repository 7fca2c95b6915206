import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished } from "vitest";
import { aHook, createHome } from "./e2e/daemon-home.ts";

it("closes what was opened when a later part cannot be, and can be started again", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  const home = await createHome({ config: { webhooks: { port } } });

  await expect(home.start()).rejects.toMatchObject({ code: "port_taken" });
  expect(home.clock.timers).toBe(0);
  expect(existsSync(home.paths.daemonFile)).toBe(false);
  await home.putConfig({});
  const daemon = await home.start();

  expect((await daemon.admin("GET", "/status")).status).toBe(200);
});

it("opens no hook listener where webhooks.enabled is false", async () => {
  const home = await createHome({ config: { webhooks: { enabled: false } } });
  const daemon = await home.start();

  expect(daemon.hooksUrl).toBe("");
  expect((await daemon.admin("GET", "/status")).status).toBe(200);
});

it("can be stopped twice, and started again", async () => {
  const home = await createHome();
  const daemon = await home.start();

  await Promise.all([daemon.stop(), daemon.stop()]);

  expect(existsSync(home.paths.daemonFile)).toBe(false);
  const again = await home.start();
  await again.stop();
});

it("ends with a fault where what waits cannot be taken up: accepting alone would look like health", async () => {
  const home = await createHome({ hooks: [aHook("hook")] });
  const before = await home.start();
  const { id } = await before.post("hook");
  await before.until("the end", () => home.delivery(id)?.state === "done");
  await before.stop();
  const database = new DatabaseSync(home.paths.database);
  database.exec("UPDATE runs SET state = 'running', denied_tools = 'no list'");
  database.close();

  const end = await home.runToItsEnd();

  expect(end).toMatchObject({ code: 1, stdout: expect.stringContaining("is not valid JSON") });
  expect(existsSync(home.paths.daemonFile)).toBe(false);
});
