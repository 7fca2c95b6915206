import { describe, expect, it } from "vitest";
import type { WireExpose } from "../../../src/cli/expose/read-expose.ts";
import { startFakeAdmin } from "../fake-admin.ts";
import { createCli } from "../harness.ts";

const UP: WireExpose = {
  program: "cloudflared",
  state: "up",
  since: 1,
  url: "https://four-words.trycloudflare.com",
  detail: null,
  hint: null,
  version: "2026.1.2",
  pid: 4711,
  ended: 0,
  next_try_at: null,
  base_url: "written",
};

async function openCli(status: Partial<WireExpose> | null = {}) {
  const cli = await createCli();
  await cli.run(["init"]);
  if (status === null) return { cli, asked: [] };
  const json = { ...UP, ...status };
  const { asked } = await startFakeAdmin(cli.paths, {
    "GET /expose": { json },
    "POST /expose/retry": { json },
  });
  return { cli, asked };
}

describe("wakehook expose PROGRAM", () => {
  it("writes it down, has the daemon begin, and says the address", async () => {
    const { cli, asked } = await openCli();

    const result = await cli.run(["expose", "cloudflared"]);

    expect(result.code).toBe(0);
    expect(result.stdout).toContain("https://four-words.trycloudflare.com");
    expect(result.stderr).toContain("features.tunnel is on now");
    expect(asked.map(({ line }) => line)).toEqual(["POST /expose/retry", "GET /expose"]);
    expect(await cli.config()).toMatchObject({
      expose: { program: "cloudflared" },
      features: { tunnel: true },
    });
  });

  it("writes what a tunnel of the owner's needs", async () => {
    const { cli } = await openCli(null);
    const words = ["--tunnel", "desk", "--domain", "hooks.example.org"];

    const result = await cli.run(["expose", "cloudflared", ...words, "--json"]);

    expect(result.code).toBe(0);
    expect((await cli.config())["expose"]).toEqual({
      program: "cloudflared",
      tunnel: "desk",
      domain: "hooks.example.org",
    });
  });

  it("ends with exit code 6 and what to do, where the owner is needed", async () => {
    const needs = { detail: "Tailscale is not logged in", hint: "tailscale up" };
    const { cli } = await openCli({
      ...needs,
      program: "tailscale",
      state: "refused",
      url: null,
      pid: null,
      base_url: null,
      next_try_at: Date.now() + 300_000,
    });

    const result = await cli.run(["expose", "tailscale", "--port", "8443"]);

    expect(result.code).toBe(6);
    expect(result.stdout).toMatch(/reason +Tailscale is not logged in\n *do +tailscale up\n/);
    expect((await cli.config())["expose"]).toEqual({ program: "tailscale", https_port: 8443 });
  });

  it("lets its address take the place of the owner's only where that was said", async () => {
    const { cli } = await openCli(null);
    await cli.run(["config", "set", "webhooks.public_base_url", "https://own.example.org"]);

    await cli.run(["expose", "ngrok"]);
    const before = await cli.config();
    await cli.run(["expose", "ngrok", "--replace-url"]);
    const after = await cli.config();

    expect(before["webhooks"]).toMatchObject({ public_base_url: "https://own.example.org" });
    expect(after["webhooks"]).not.toHaveProperty("public_base_url");
  });

  it.each([
    [["cloudflared", "--tunnel", "desk"], "--domain HOST"],
    [["cloudflared", "--domain", "h.example.org"], "--tunnel wakehook"],
    [["ngrok", "--token", "2abc"], "--token file:/PATH"],
    [["tailscale", "--port", "0"], ""],
  ])("refuses %j before anything is written", async (words, hint) => {
    const { cli } = await openCli(null);

    const result = await cli.run(["expose", ...words]);

    expect(result.code).toBe(2);
    expect(result.stderr).toContain(hint);
    expect(await cli.config()).not.toHaveProperty("expose");
  });

  it.each([
    [["tailscale", "--port", "80"], "expose.https_port"],
    [["ngrok", "--domain", "https://desk.ngrok.app"], "expose.domain"],
    [["cloudflared", "--tunnel", "--x", "--domain", "h.example.org"], "expose.tunnel"],
  ])("names the field that is wrong in %j", async (words, field) => {
    const { cli } = await openCli(null);

    const result = await cli.run(["expose", ...words]);

    expect(result.code).toBe(3);
    expect(result.stderr).toContain(field);
  });
});

describe("wakehook expose status", () => {
  it("says the same as JSON", async () => {
    const { cli } = await openCli({ base_url: "kept" });

    const result = await cli.run(["expose", "status", "--json"]);

    expect([result.code, JSON.parse(result.stdout)]).toEqual([0, { ...UP, base_url: "kept" }]);
  });

  it("ends with exit code 5 where nothing is to be exposed", async () => {
    const { cli } = await openCli({ program: null, state: "off", url: null });

    const result = await cli.run(["expose", "status"]);

    expect([result.code, result.stdout]).toEqual([
      5,
      "nothing is exposed: wakehook expose --help\n",
    ]);
  });
});

it("takes it out of config.json, and changes nothing else", async () => {
  const { cli } = await openCli(null);
  await cli.run(["expose", "ngrok"]);

  const first = await cli.run(["expose", "off"]);
  const second = await cli.run(["expose", "off"]);

  expect([first.stdout, second.stdout]).toEqual([
    "nothing is exposed any more\n",
    "nothing was exposed\n",
  ]);
  expect(await cli.config()).not.toHaveProperty("expose");
  expect(await cli.config()).toMatchObject({ features: { tunnel: true } });
});
