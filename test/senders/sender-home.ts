// A home with a really running daemon, a hook per sender, and a clock that a test sets.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { startDaemon } from "../../src/daemon.ts";
import { ensureHome } from "../../src/settings/home.ts";
import { systemClock, type Clock } from "../../src/system/clock.ts";
import { homePaths, type HomePaths } from "../../src/system/home.ts";

/** What a sender gets back. */
export interface SenderAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request as it goes onto the wire. */
export interface SentRequest {
  readonly method?: string;
  /** Path and query. */
  readonly path: string;
  /** Names and values in turn, repeated ones kept. */
  readonly headers?: Readonly<Record<string, string>> | readonly string[];
  readonly body?: Uint8Array;
}

/** A home and its daemon. */
export interface SenderHome {
  readonly paths: HomePaths;
  readonly port: number;
  /** Sets the daemon's wall clock, epoch seconds; it stands still until it is set again. */
  setTime(seconds: number): void;
  send(sent: SentRequest): Promise<SenderAnswer>;
  /** Asks the admin API; `path` below /api/v1. */
  admin(path: string, init?: RequestInit): Promise<Response>;
  /** Writes webhooks.json and waits until the daemon has it in force. */
  putHooks(hooks: ReadonlyArray<Record<string, unknown>>): Promise<void>;
  /** The entries of webhooks.json. */
  entries(): Promise<Array<Record<string, unknown>>>;
  close(): Promise<void>;
}

/** A hook that only records: safe mode starts nothing. */
export function recordingHook(
  id: string,
  fields: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return { id, title: id, mode: "notify", message_template: "{{$event}}", ...fields };
}

/** Starts a daemon on free ports of loopback. */
export async function startSenderHome(
  hooks: ReadonlyArray<Record<string, unknown>>,
  webhooks: Readonly<Record<string, unknown>> = {},
): Promise<SenderHome> {
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-senders-"));
  const paths = homePaths(path.join(folder, "home"));
  await ensureHome(paths);
  const write = async (file: string, content: unknown): Promise<void> =>
    await writeFile(file, JSON.stringify(content), { mode: 0o600 });
  await write(paths.hooksFile, { hooks });
  await write(paths.configFile, {
    webhooks: { port: 0, ...webhooks },
    admin: { port: 0 },
    safe_mode: true,
  });
  let now = Date.now();
  const clock: Clock = { ...systemClock, now: () => now };
  const environment = { PATH: "/usr/bin:/bin", HOME: folder };
  const daemon = await startDaemon({ paths, environment, version: "0.0.0-test", clock });
  const port = daemon.hooksAddress?.port ?? 0;
  const api = `http://127.0.0.1:${daemon.adminAddress.port}/api/v1`;
  const token = (await readFile(paths.adminTokenFile, "utf8")).trim();
  const admin = (below: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${token}`);
    return fetch(api + below, { ...init, headers });
  };
  return {
    paths,
    port,
    admin,
    setTime(seconds) {
      now = seconds * 1000;
    },
    send: (sent) => sendTo(port, sent),
    async putHooks(changed) {
      const events = await admin("/events?types=settings");
      await write(paths.hooksFile, { hooks: changed });
      for await (const chunk of events.body ?? [])
        if (Buffer.from(chunk).includes('"settings"')) return;
    },
    async entries() {
      const file = JSON.parse(await readFile(paths.hooksFile, "utf8")) as { hooks: [] };
      return file.hooks;
    },
    async close() {
      await daemon.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function sendTo(port: number, sent: SentRequest): Promise<SenderAnswer> {
  const { method = "POST", path: target, headers = {}, body } = sent;
  const list = Array.isArray(headers) ? headers : Object.entries(headers).flat();
  const length = body === undefined ? [] : ["content-length", String(body.byteLength)];
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        method,
        path: target,
        headers: ["host", "hooks.example.com", ...list, ...length],
        agent: false,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
