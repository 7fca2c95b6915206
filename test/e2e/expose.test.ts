import { expect, it } from "vitest";
import { readFile } from "node:fs/promises";
import { findProcess } from "../../src/agents/process/process-table.ts";
import { callsOf, pidsOf, putCloudflared } from "../expose/stand-ins.ts";
import { createHome, type DaemonHome } from "./daemon-home.ts";
import type { Client } from "./client.ts";

const CONFIG = { features: { tunnel: true }, expose: { program: "cloudflared" } };

/** Who has ended and waits for somebody to notice is alive no more. */
function isAlive(pid: number): boolean {
  return findProcess(pid)?.zombie === false;
}

async function untilUp(daemon: Client): Promise<Record<string, unknown>> {
  const status = async () => (await daemon.admin("GET", "/expose")).json();
  await expect.poll(status, { timeout: 8000 }).toMatchObject({ state: "up", base_url: "written" });
  return (await status()) as Record<string, unknown>;
}

async function publicUrl({ paths }: DaemonHome): Promise<unknown> {
  const config = JSON.parse(await readFile(paths.configFile, "utf8")) as {
    webhooks: Record<string, unknown>;
  };
  return config.webhooks["public_base_url"];
}

it("is reachable from outside as long as the daemon runs, and by the hook listener alone", async () => {
  const home = await createHome({ config: CONFIG });
  putCloudflared(home.bin);
  const daemon = await home.start();

  const { url, pid } = await untilUp(daemon);

  expect(url).toBe("https://four-dashed-words-1.trycloudflare.com");
  expect(await publicUrl(home)).toBe(url);
  expect(callsOf(home.bin)[0]).toContain(`--url ${daemon.hooksUrl}`);
  expect(callsOf(home.bin).join("\n")).not.toContain(daemon.adminUrl);
  expect(daemon.seen.findLast(({ type }) => type === "expose")).toMatchObject({
    program: "cloudflared",
    state: "up",
    url,
  });
  await daemon.stop();
  expect(isAlive(Number(pid))).toBe(false);
});

it("leaves no program running behind a daemon that was killed", async () => {
  const home = await createHome({ config: CONFIG });
  putCloudflared(home.bin);
  const killed = await home.spawn();
  await untilUp(killed);
  await killed.kill("SIGKILL");
  const [left = 0] = pidsOf(home.bin);
  expect(isAlive(left)).toBe(true);

  const daemon = await home.start();
  await untilUp(daemon);

  expect(pidsOf(home.bin).filter(isAlive)).toHaveLength(1);
  expect(isAlive(left)).toBe(false);
  expect(await publicUrl(home)).toBe("https://four-dashed-words-2.trycloudflare.com");
});
