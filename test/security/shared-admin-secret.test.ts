// The key of one hook must not be the key of the daemon.

import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { aHook, createHome } from "../e2e/daemon-home.ts";

// What went wrong: the token that senders know was also the token of the gateway, so that whoever was let in to
// post an event could do everything.
it("openclaw#20809, openclaw#84337, openclaw#87376: a hook whose token is the admin token takes no request", async () => {
  const home = await createHome({ hooks: [aHook("a")] });
  const first = await home.start();
  await first.stop();
  const admin = (await readFile(home.paths.adminTokenFile, "utf8")).trim();
  await home.putHooks([aHook("a", { token: admin }), aHook("b")]);

  const daemon = await home.start();
  const posted = await daemon.post("a", {}, { authorization: `Bearer ${admin}` });

  expect(posted.status).toBe(503);
  expect((await daemon.post("b")).status).toBe(202);
  const status = await (await daemon.admin("GET", "/status")).text();
  expect(status).toContain("admin.token");
  expect(status).not.toContain(admin);
});

it("openclaw#20809: a daemon whose global token is the admin token does not start", async () => {
  const home = await createHome();
  const first = await home.start();
  await first.stop();
  const admin = (await readFile(home.paths.adminTokenFile, "utf8")).trim();
  await home.putConfig({ webhooks: { token: admin } });

  await expect(home.start()).rejects.toMatchObject({ code: "settings_invalid" });
});

it("openclaw#20809: a hook's token opens nothing of the admin API, and the admin token no hook", async () => {
  const home = await createHome({ hooks: [aHook("a", { token: "the-token-of-a-hook" })] });
  const daemon = await home.start();
  const { admin_address: at } = JSON.parse(await readFile(home.paths.daemonFile, "utf8")) as {
    admin_address: { host: string; port: number };
  };
  const admin = (await readFile(home.paths.adminTokenFile, "utf8")).trim();
  const asHook = await fetch(`http://${at.host}:${at.port}/api/v1/status`, {
    headers: { authorization: "Bearer the-token-of-a-hook" },
  });

  expect(asHook.status).toBe(401);
  expect((await daemon.post("a", {}, { authorization: `Bearer ${admin}` })).status).toBe(401);
});
