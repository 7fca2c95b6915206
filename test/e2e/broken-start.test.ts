// The daemon is started on settings that have an error: what it does not know, it must not make up.

import { readFile, rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { aHook, aTarget, createHome, put, TOKEN, type DaemonHome } from "./daemon-home.ts";

const BROKEN = '{"hooks": [{"id": "site",]}';

async function startFails(home: DaemonHome): Promise<{ error: string; message: string }> {
  const { code, stdout } = await home.runToItsEnd();
  expect(code).toBe(3);
  return JSON.parse(stdout) as { error: string; message: string };
}

describe("a config.json with an error at the start", () => {
  it.each([
    ["a field that does not exist", { features: { agnts: true } }, /features\.agnts.*"agents"/],
    ["a wrong value", { webhooks: { port: 70_000, token: TOKEN } }, /webhooks\.port \(is 70000\)/],
    ["a token that leads nowhere", { webhooks: { token: "env:GONE" } }, /webhooks\.token.*GONE/],
    ["broken JSON", `{"webhooks": {"token": "${TOKEN}"},}`, /is not JSON: line 1/],
  ])("refuses to start with %s, and leaves the file alone", async (_, content, words) => {
    const home = await createHome();
    await put(home.paths.configFile, content);
    const before = await readFile(home.paths.configFile, "utf8");

    const said = await startFails(home);

    expect(said).toMatchObject({
      error: "settings_invalid",
      message: expect.stringMatching(words) as string,
      hint: expect.stringContaining("wakehook config check") as string,
    });
    expect(said.message).toContain("config.json");
    expect(JSON.stringify(said)).not.toContain(TOKEN);
    expect(await readFile(home.paths.configFile, "utf8")).toBe(before);
  });

  it("is no reason for a running daemon to change anything", async () => {
    const home = await createHome({
      hooks: [aHook("site")],
      config: { features: { commands: true }, targets: [aTarget("echo", "cat")] },
    });
    const daemon = await home.start();
    const seen = daemon.seen.length;

    await home.putConfig({ features: { commands: false, agnts: true } });
    await daemon.until("the reload", () =>
      daemon.seen.slice(seen).some(({ type }) => type === "settings"),
    );

    const { id } = await daemon.post("site");
    await daemon.until("its end", () => home.delivery(id)?.status === "success");
  });
});

describe("a webhooks.json that cannot be read at the start", () => {
  it("answers 503 at every hook's path, holds what waits, and goes on when it is mended", async () => {
    const config = { features: { commands: true }, targets: [aTarget("echo", "cat")] };
    const home = await createHome({ hooks: [aHook("site")], config });
    const waiting = await heldDelivery(home);
    await put(home.paths.hooksFile, BROKEN);

    const daemon = await home.start();
    const form = { "content-type": "application/x-www-form-urlencoded" };
    for (const posted of [await daemon.post("site"), await daemon.post("other", "a=b", form)]) {
      expect(posted).toMatchObject({ status: 503, answer: { error: "hook_invalid" } });
      expect(Number(posted.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(home.delivery(waiting)).toMatchObject({ state: "held", status: "held:hook_invalid" });
    await daemon.until("the log says so", async () =>
      (await readFile(home.paths.logFile, "utf8")).includes("answers 503 to every sender"),
    );

    // Still nothing is known of its hooks.
    const seen = daemon.seen.length;
    await rm(home.paths.hooksFile);
    await daemon.until("the reload", () =>
      daemon.seen.slice(seen).some(({ type }) => type === "settings"),
    );
    expect((await daemon.post("site")).status).toBe(503);

    await home.putHooks([aHook("site")]);
    await daemon.until("what waited ran", () => home.delivery(waiting)?.status === "success");
    expect((await daemon.post("site")).status).toBe(202);
    expect((await daemon.post("other")).status).toBe(404);
  });

  it("takes no sender for a wrong one that comes often meanwhile", async () => {
    const home = await createHome({ config: { webhooks: { failures_per_minute: 3 } } });
    await put(home.paths.hooksFile, BROKEN);
    const daemon = await home.start();

    for (let round = 0; round < 8; round += 1) expect((await daemon.post("site")).status).toBe(503);
  });

  it("counts an entry without a readable id as any hook, beside the good ones", async () => {
    const home = await createHome({ hooks: [aHook("site"), aHook("Not An Id")] });
    const daemon = await home.start();

    expect((await daemon.post("site")).status).toBe(202);
    expect((await daemon.post("not-an-id")).status).toBe(503);
  });
});

/** A delivery that waits while no daemon runs. */
async function heldDelivery(home: DaemonHome): Promise<string> {
  const daemon = await home.start();
  await home.putHooks([aHook("site", { enabled: "yes" })]);
  await daemon.until("the reload", () => daemon.seen.some(({ type }) => type === "settings"));
  const { id } = await daemon.post("site");
  await daemon.until("it is held", () => home.delivery(id)?.state === "held");
  await daemon.stop();
  return id;
}
