// `wakehook`: what a bot written for Node needs to be woken. Nothing here touches the disk.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { toError } from "./core/records/errors.ts";
import { systemClock } from "./system/clock.ts";
import { verify } from "./webhooks.ts";
import { createDesk, type Desk, type Wake } from "./wake/desk.ts";

export type { Wake } from "./wake/desk.ts";

/** What a bot is told. */
export interface WakeTargetOptions {
  /** The secret of the target in config.json; several while one is changed. */
  readonly secret: string | readonly string[];
  /** Called once for each prompt, whatever is sent again. Its words are the answer; what it throws is a failure. */
  readonly onWake: (wake: Wake) => Promise<string | void> | string | void;
  /**
   * true: the prompt counts as taken when `onWake` says so by `wake.taken()`, and not before: for a bot that only
   * queues. Default false: it counts as taken as soon as `onWake` is called.
   */
  readonly waitsForTaken?: boolean;
  /** Longer work is answered later, by the token of the wake. Milliseconds, default 20,000. */
  readonly answerWithinMs?: number;
  /** Told what could not be said to wakehook. */
  readonly onError?: (error: Error) => void;
}

/** A bot that can be woken. */
export interface WakeTarget {
  /** Answers one request: for a server that you have. */
  handle(request: Request): Promise<Response>;
  /** Opens a server of its own, on loopback where no host is given; a port of 0 takes a free one. */
  listen(where?: { readonly port?: number; readonly host?: string }): Promise<ListeningTarget>;
}

/** A server of its own. */
export interface ListeningTarget {
  /** What stands as `url` in config.json. */
  readonly url: string;
  close(): Promise<void>;
}

/** What is read of a request: a prompt stays below a mebibyte. */
const MOST_BYTES = 4_194_304;

/** Makes a bot that wakehook can wake (`kind: "http"`). */
export function createWakeTarget(options: WakeTargetOptions): WakeTarget {
  const secrets = typeof options.secret === "string" ? [options.secret] : [...options.secret];
  const desk = createDesk({ ...options, clock: systemClock });
  const handle = (request: Request): Promise<Response> => answer(desk, secrets, request);
  return {
    handle,
    async listen({ port = 0, host = "127.0.0.1" } = {}) {
      const server = createServer((incoming, response) => {
        respond(handle, incoming, response).catch((thrown: unknown) => {
          options.onError?.(toError(thrown));
          response.destroy();
        });
      });
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, resolve);
      });
      const { port: taken } = server.address() as AddressInfo;
      return {
        url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}/`,
        close: () =>
          new Promise((resolve) => {
            server.closeAllConnections();
            server.close(() => resolve());
          }),
      };
    },
  };
}

async function answer(desk: Desk, secrets: readonly string[], request: Request): Promise<Response> {
  if (request.method !== "POST") return said(405, { error: "method_not_allowed" });
  const body = new Uint8Array(await request.arrayBuffer());
  if (body.byteLength > MOST_BYTES) return said(413, { error: "body_too_large" });
  const headers = Object.fromEntries(request.headers);
  const verified = verify({ headers, body, secrets, url: request.url });
  if (!verified.ok) return said(401, { error: "unauthorized" });
  const message = parse(body);
  if (message === null) return said(400, { error: "invalid_json" });
  // A message of mode notify, a report: nothing has to be done with it here.
  if (message["type"] !== "wake.requested") return said(200, { status: "ignored" });
  return said(200, await desk.take(headers["webhook-id"] ?? "", message["data"]));
}

function parse(body: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function said(status: number, body: object): Response {
  return Response.json(body, { status });
}

async function respond(
  handle: WakeTarget["handle"],
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of incoming as AsyncIterable<Buffer>) {
    bytes += piece.byteLength;
    // The rest is read and thrown away: the answer says why.
    if (bytes <= MOST_BYTES + 1) pieces.push(piece);
  }
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.join(", ") : (value ?? ""),
  ]);
  const method = incoming.method ?? "GET";
  const body = method === "GET" || method === "HEAD" ? null : Buffer.concat(pieces);
  const url = new URL(incoming.url ?? "/", "http://localhost");
  const given = await handle(new Request(url, { method, headers, body }));
  response.writeHead(given.status, Object.fromEntries(given.headers));
  response.end(await given.text());
}
