import { expect, it } from "vitest";
import { startWorld } from "../relay/world.ts";
import { createCli } from "../cli/harness.ts";
import { aHook, createHome } from "./daemon-home.ts";

const GITHUB = aHook("site", { source: "github", secret: "s3cret-of-github", to: undefined });

it("doctor --public goes through a relay, and says when the daemon is cut off from it", async () => {
  // One that verifies at its door, too: a canary's first request is not signed.
  const verifier = { daemon: "home", id: "site", source: "github", secret: "s3cret-of-github" };
  const relay = await startWorld({ config: { hooks: [verifier] } });
  const key = await relay.addKey("home");
  const home = await createHome({ hooks: [GITHUB] });
  const tunnel = { name: "relay", kind: "relay", url: relay.url.replace("http", "ws"), key };
  const webhooks = { public_base_url: `${relay.url}/home` };
  await home.putConfig({ webhooks, features: { tunnel: true }, tunnels: [tunnel] });
  const daemon = await home.start();
  const isUp = async (): Promise<boolean> =>
    JSON.stringify(await (await daemon.admin("GET", "/tunnels")).json()).includes('"up"');
  await expect.poll(isUp, { timeout: 8000 }).toBe(true);
  const cli = await createCli();
  const environment = { WAKEHOOK_HOME: home.paths.root };
  const publicFinding = async (): Promise<unknown> => {
    const { stdout } = await cli.run(["doctor", "--public", "--json"], { environment });
    const { findings } = JSON.parse(stdout) as {
      findings: Array<{ check: string; message: string }>;
    };
    return findings.find(({ check }) => check === "public")?.message;
  };

  expect(await publicFinding()).toBe(
    `site: ${relay.url}/home/hooks/site leads here, and a signed request is taken: name, tunnel, listener and secret work`,
  );
  await home.putConfig({ webhooks, features: { tunnel: false }, tunnels: [tunnel] });
  await daemon.admin("POST", "/reload");
  await expect.poll(isUp).toBe(false);
  await expect
    .poll(publicFinding, { timeout: 8000 })
    .toContain("this daemon is not connected to it");
  expect(home.unended()).toBe(0);
});
