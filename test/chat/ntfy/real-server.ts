// A real ntfy server, where its program is: WAKEHOOK_NTFY names it, or it is on the PATH.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { vi } from "vitest";

/** The program; null: there is none on this machine. */
export function findNtfy(): string | null {
  const named = process.env["WAKEHOOK_NTFY"] ?? "ntfy";
  const { status } = spawnSync(named, ["serve", "--help"], { stdio: "ignore" });
  return status === 0 ? named : null;
}

/** What a server has published in a topic. */
export interface Published {
  readonly id: string;
  readonly sequence_id?: string;
  readonly message: string;
  readonly priority?: number;
  readonly actions?: ReadonlyArray<{
    readonly label: string;
    readonly url: string;
    readonly method: string;
    readonly body: string;
  }>;
  readonly attachment?: { readonly name: string; readonly url: string };
}

/** A server at work. */
export interface RealNtfy {
  readonly url: string;
  published(topic: string): Promise<Published[]>;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server with a cache and attachments, in a folder of its own. */
export async function realNtfy(program: string): Promise<RealNtfy> {
  const folder = mkdtempSync(path.join(tmpdir(), "wakehook-ntfy-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = path.join(folder, "server.yml");
  const lines = {
    "base-url": url,
    "listen-http": `127.0.0.1:${port}`,
    "cache-file": path.join(folder, "cache.db"),
    "attachment-cache-dir": path.join(folder, "attachments"),
    "visitor-request-limit-burst": 10_000,
    "visitor-message-daily-limit": 100_000,
  };
  writeFileSync(
    config,
    Object.entries(lines)
      .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
      .join(""),
  );
  let end: () => Promise<void> = () => Promise.resolve();

  async function start(): Promise<void> {
    const child = spawn(program, ["serve", "--config", config], { stdio: "ignore" });
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    end = async () => {
      child.kill("SIGKILL");
      await ended;
    };
    await vi.waitFor(() => fetch(`${url}/v1/health`), { timeout: 10_000 });
  }

  await start();
  return {
    url,
    async published(topic) {
      const text = await (await fetch(`${url}/${topic}/json?poll=1&since=all`)).text();
      const lines = text.split("\n").filter((line) => line !== "");
      return lines
        .map((line) => JSON.parse(line) as Published & { event: string })
        .filter(({ event }) => event === "message");
    },
    start,
    stop: () => end(),
    async close() {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
