// One connection, from the dialling to its end. In: a dialect. Out: how it ended; meanwhile its talk has the word.

import { toError } from "../core/records/errors.ts";
import type { TunnelFacts } from "../core/ports/tunnels-port.ts";
import type { Clock } from "../system/clock.ts";
import type { Connection } from "../websocket/connect.ts";
import { connectWebSocket } from "../websocket/connect.ts";
import { watchLiveness } from "../websocket/watch-liveness.ts";
import type { Dial, Dialect, LineEnd, Talk } from "./dialect.ts";

/** What a connection needs. */
export interface ConnectionDeps {
  readonly clock: Clock;
  readonly dialect: Pick<Dialect, "begin">;
  /** Certificates that are believed beside those that all believe. */
  readonly ca: string | null;
  /** The other end has let us in, or said something new of itself. */
  readonly onUp: (facts: TunnelFacts) => void;
  /** A fault of ours; the connection ends. */
  readonly onFault: (error: Error) => void;
}

/** A connection that is being opened or open. */
export interface OpenConnection {
  /** Settles when it is gone. Never rejects. */
  readonly ended: Promise<LineEnd>;
  /** null: not open. */
  talk(): Talk | null;
  /** How long the other end takes to answer, milliseconds; null: it did not. */
  ping(): Promise<number | null>;
  /** Ends it: in peace where it is open. */
  close(): void;
}

const HANDSHAKE_MS = 15_000;
/** Between the open connection and the word that we are in. */
const GREETING_MS = 15_000;
/** How long the other end may take to close, too. */
const GOODBYE_MS = 2000;
const PING_MS = 10_000;
const GOING_AWAY = 1001;
const FAULT = 1011;
/** Bytes that wait to be sent. */
const MOST_UNREAD = 64 * 1024 * 1024;
/** RFC 6455 leaves 123 bytes. */
const LONGEST_REASON = 120;

/** Dials. Nothing of it throws. */
export function openConnection(deps: ConnectionDeps, dial: Dial): OpenConnection {
  const { clock } = deps;
  const { url, ...options } = dial;
  const ended = Promise.withResolvers<LineEnd>();
  let status: number | null = null;
  let failure: NodeJS.ErrnoException | null = null;
  let talk: Talk | null = null;
  let isDead = false;
  /** We have said that it ends: what still comes is not listened to, and it does not last by coming. */
  let isEnding = false;
  let connection: Connection;
  try {
    connection = connectWebSocket(url, {
      ...options,
      ca: deps.ca ?? undefined,
      handshakeMs: HANDSHAKE_MS,
    });
  } catch (thrown) {
    const { message } = toError(thrown);
    ended.resolve({ kind: "unreachable", code: "", message });
    return { ended: ended.promise, talk: () => null, ping: async () => null, close: () => {} };
  }
  const { socket, bytesRead } = connection;
  /** Until the greeting, and after a goodbye. */
  let patience = clock.setTimer(() => close(GOING_AWAY, "no greeting"), GREETING_MS, {
    unref: true,
  });
  socket.on("error", (error) => (failure ??= error));
  socket.on("unexpected-response", (_, answer) => {
    status = answer.statusCode ?? 0;
    socket.terminate();
  });
  socket.on("open", () => {
    watchLiveness({ clock, socket, bytesRead, onDead: () => (isDead = true) });
    guard(() => (talk = deps.dialect.begin({ send, close, up, ping })));
  });
  socket.on("message", (data: Buffer, isBinary) => {
    if (isEnding) return;
    guard(() => (isBinary ? talk?.binary(data) : talk?.text(data.toString("utf8"))));
  });
  socket.on("close", (code, reason) => {
    patience.clear();
    const was = talk;
    talk = null;
    guard(() => was?.gone());
    ended.resolve(endOf(code, reason.toString("utf8")));
  });
  return {
    ended: ended.promise,
    talk: () => (socket.readyState === socket.OPEN ? talk : null),
    ping,
    close: () => close(GOING_AWAY, "the daemon stops"),
  };

  function up(facts: TunnelFacts): void {
    if (socket.readyState === socket.OPEN) patience.clear();
    deps.onUp(facts);
  }

  function send(frame: string | Uint8Array): void {
    if (socket.readyState !== socket.OPEN) return;
    // Who pushes and reads nothing would fill this memory with answers.
    if (socket.bufferedAmount > MOST_UNREAD) return close(GOING_AWAY, "you read nothing");
    socket.send(frame);
  }

  /** Whatever a frame brings about, the daemon goes on. */
  function guard(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      deps.onFault(toError(thrown));
      close(FAULT, "a fault of the daemon");
    }
  }

  function close(code: number, reason: string): void {
    if (socket.readyState === socket.CONNECTING) return socket.terminate();
    if (isEnding) return;
    isEnding = true;
    socket.close(code, reason.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, LONGEST_REASON));
    patience.clear();
    patience = clock.setTimer(() => socket.terminate(), GOODBYE_MS, { unref: true });
  }

  function ping(): Promise<number | null> {
    if (socket.readyState !== socket.OPEN) return Promise.resolve(null);
    const begun = clock.monotonic();
    const { promise, resolve } = Promise.withResolvers<number | null>();
    const timer = clock.setTimer(() => resolve(null), PING_MS, { unref: true });
    const onPong = (): void => resolve(clock.monotonic() - begun);
    const onClose = (): void => resolve(null);
    socket.once("pong", onPong);
    socket.once("close", onClose);
    socket.ping();
    return promise.finally(() => {
      timer.clear();
      socket.off("pong", onPong);
      socket.off("close", onClose);
    });
  }

  function endOf(code: number, reason: string): LineEnd {
    if (status !== null) return { kind: "refused", status };
    if (isDead) return { kind: "dead" };
    if (failure !== null && code === 1006)
      return { kind: "unreachable", code: failure.code ?? "", message: failure.message };
    return { kind: "closed", code, reason };
  }
}
