// Sockets come in, Requests go to `fetch`, Responses go back. One listener for hooks, one for the admin API.

import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTlsServer, Server as TlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { toError, WakehookError } from "../core/records/errors.ts";
import { isAmbiguous } from "./ambiguous-request.ts";
import { answerClientErrors } from "./client-errors.ts";
import { closeServer } from "./close-server.ts";
import { boundConnections } from "./connections.ts";
import { readIncoming } from "./read-incoming.ts";
import type { DeadlineClock } from "./read-stream.ts";
import { handOver, type Upgrades } from "./upgrades.ts";
import type { BodyBounds, BodyRead, RequestInfo } from "./request-info.ts";

/** Bounds of one listener. Times in milliseconds. */
export interface ListenerLimits {
  /** All headers must have arrived; then the connection is answered 408 and closed. */
  readonly headersTimeoutMs: number;
  /** The whole request, body included, must have arrived. */
  readonly requestTimeoutMs: number;
  /** How long a connection may idle between requests. */
  readonly keepAliveTimeoutMs: number;
  /** How often the two deadlines are looked at; Node's own 30 s would make them meaningless. */
  readonly checkingIntervalMs: number;
  /** Open connections; for one more the least useful is closed. */
  readonly maxConnections: number;
  /** Bytes of all headers together; above it 431. */
  readonly maxHeaderBytes: number;
}

/** What holds where the opener says nothing. */
export const LISTENER_LIMITS: ListenerLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 15_000,
  checkingIntervalMs: 1000,
  maxConnections: 256,
  maxHeaderBytes: 16_384,
};

/** A certificate with its key, in PEM. */
export interface TlsFiles {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** How a listener is opened. */
export interface ListenerOptions {
  readonly clock: DeadlineClock;
  /** Must not reject: what it cannot answer it answers with a status. */
  readonly fetch: (request: Request, info: RequestInfo) => Response | Promise<Response>;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** For the words of an error: which setting holds the port (`webhooks.port`). */
  readonly portSetting: string;
  /** How another port is chosen, where it is not by `wakehook config set`. */
  readonly portHint?: string;
  readonly limits?: Partial<ListenerLimits>;
  /** Absent: plain HTTP. */
  readonly tls?: TlsFiles | undefined;
  /** Absent: a request for an upgrade is one like any other. */
  readonly upgrades?: Upgrades | undefined;
  /** Told of trouble that concerns no single request, as too many open files. */
  readonly onError?: (error: Error) => void;
}

/** A listener at work. */
export interface Listener {
  readonly address: { readonly host: string; readonly port: number };
  /** The certificate of connections from now on. @throws where it is none, or not that of the key. */
  setTls(tls: TlsFiles): void;
  /** Takes no more connections, closes idle ones at once and the others as they end, or after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Whatever else came with it may be meant as another request. */
const AMBIGUOUS = { status: 400, headers: { connection: "close" } };

/**
 * Opens a listener.
 * @throws WakehookError `port_taken` where the address cannot be had; the message says how to change it
 */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const limits = { ...LISTENER_LIMITS, ...options.limits };
  const { tls, upgrades } = options;
  const settings = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.checkingIntervalMs,
    maxHeaderSize: limits.maxHeaderBytes,
    noDelay: true,
    ...(upgrades !== undefined && {
      shouldUpgradeCallback: (request: IncomingMessage) => upgrades.isMeant(request),
    }),
  };
  const server = createAdaptorServer({
    fetch(request, env) {
      const { incoming, outgoing } = env as HttpBindings;
      connections.noteRequest(outgoing);
      clientErrors.begin(incoming, outgoing);
      if (isAmbiguous(incoming.rawHeaders)) return new Response(null, AMBIGUOUS);
      return options.fetch(request, new SocketInfo(incoming));
    },
    ...(tls === undefined
      ? { createServer, serverOptions: settings }
      : {
          createServer: createTlsServer,
          serverOptions: {
            ...settings,
            ...tls,
            minVersion: "TLSv1.2" as const,
            handshakeTimeout: limits.headersTimeoutMs,
          },
        }),
  }) as Server | TlsServer;
  const clientErrors = answerClientErrors(server);
  const connections = boundConnections(server, limits.maxConnections);
  if (upgrades !== undefined) handOver(server, upgrades, connections);
  await listen(server, options);
  server.on("error", (error) => options.onError?.(error));
  const bound = server.address() as AddressInfo;
  return {
    address: { host: bound.address, port: bound.port },
    setTls(files) {
      if (server instanceof TlsServer) server.setSecureContext({ ...files, minVersion: "TLSv1.2" });
    },
    close: (graceMs) =>
      closeServer({ server, sockets: connections.sockets, clock: options.clock }, graceMs),
  };
}

/** A class for the sake of the fast path: one allocation, and nothing is read before it is asked for. */
class SocketInfo implements RequestInfo {
  readonly #incoming: IncomingMessage;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
  }

  get remoteAddress(): string {
    return this.#incoming.socket.remoteAddress ?? "unknown";
  }

  get rawHeaders(): readonly string[] {
    return this.#incoming.rawHeaders;
  }

  readBody(bounds: BodyBounds): Promise<BodyRead> {
    return readIncoming(this.#incoming, bounds);
  }
}

function listen(server: Server | TlsServer, options: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => reject(listenError(error, options));
    server.once("error", onError);
    server.listen({ host: options.host, port: options.port }, () => {
      server.off("error", onError);
      resolve();
    });
  });
}

function listenError(thrown: unknown, options: ListenerOptions): WakehookError {
  const error: NodeJS.ErrnoException = toError(thrown);
  const place = `${options.host} port ${options.port}`;
  const hint =
    options.portHint ??
    `choose another one: wakehook config set ${options.portSetting} <port> (0 takes a free one)`;
  const cause = error;
  if (error.code === "EADDRINUSE")
    return new WakehookError("port_taken", `another program listens on ${place}`, { hint, cause });
  if (error.code === "EACCES")
    return new WakehookError("port_taken", `this user may not listen on ${place}`, { hint, cause });
  const host = options.portSetting.replace(/port$/, "host");
  return new WakehookError("port_taken", `cannot listen on ${place}: ${error.code ?? "error"}`, {
    hint:
      options.portHint ??
      `is ${options.host} an address of this machine? wakehook config set ${host} 127.0.0.1`,
    cause,
  });
}
