// A stand-in of the daemon's admin listener: answers what a test gives it, keeps what it was asked.

import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { HomePaths } from "../../src/system/home.ts";

/** One request, as it came. */
export interface Asked {
  readonly line: string;
  readonly token: string | undefined;
  readonly lastEventId: string | undefined;
  readonly body: unknown;
}

/** The stand-in. */
export interface FakeAdmin {
  readonly asked: Asked[];
  /** Open event streams. */
  readonly streams: ServerResponse[];
  /** Sends one event to all that watch. */
  emit(id: string, data: unknown): void;
  /** Settles when so many streams are open. */
  watched(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Answers by `METHOD path`; others get 404. */
export type Answers = Readonly<Record<string, { status?: number; json: unknown }>>;

/** Starts it and leaves in the home what leads the CLI to it. */
export async function startFakeAdmin(paths: HomePaths, answers: Answers): Promise<FakeAdmin> {
  const asked: Asked[] = [];
  const streams: ServerResponse[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const line = `${request.method} ${(request.url ?? "").replace("/api/v1", "")}`;
      // What `send` and `pair` ask first, so that a hook of a moment ago is known.
      if (line === "POST /reload") return answer(response, { json: { hooks: 0, problems: 0 } });
      asked.push({
        line,
        token: request.headers.authorization,
        lastEventId: request.headers["last-event-id"]?.toString(),
        body: text === "" ? undefined : (JSON.parse(text) as unknown),
      });
      if (line.startsWith("GET /events")) return openStream(response);
      return answer(response, answers[line] ?? { status: 404, json: { error: "not_found" } });
    });
  });
  function answer(response: ServerResponse, { status = 200, json }: Answers[string]): void {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(json));
  }
  function openStream(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("retry: 2000\n\n");
    streams.push(response);
    server.emit("watched");
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  await leaveTraces(paths, server);
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  return {
    asked,
    streams,
    emit: (id, data) => {
      for (const stream of streams) stream.write(`id: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    async watched(count) {
      while (streams.length < count) await once(server, "watched");
    },
    close,
  };
}

async function leaveTraces(paths: HomePaths, server: Server): Promise<void> {
  await mkdir(paths.root, { recursive: true, mode: 0o700 });
  const { port } = server.address() as AddressInfo;
  const record = {
    pid: process.pid,
    started_at: Date.now(),
    hooks_address: null,
    admin_address: { host: "127.0.0.1", port },
  };
  await writeFile(paths.daemonFile, JSON.stringify(record));
  await writeFile(paths.adminTokenFile, "the-admin-token\n", { mode: 0o600 });
}
