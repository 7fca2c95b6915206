// One connection to Discord's gateway. In: what Discord tells, numbered. Out: each event once, and a session that the
// next connection goes on with. Discord's own library is not used here: it comes again every half second without end,
// cannot be stopped while it waits for that, and a socket that it gives up while it opens ends the process.

import type { Clock, Timer } from "../../system/clock.ts";
import { connectWebSocket } from "../../websocket/connect.ts";
import { record } from "./discord-api.ts";

/** A session that can be gone on with. */
export interface GatewaySession {
  readonly id: string;
  readonly url: string;
  sequence: number;
}

/** What a connection needs. */
export interface GatewayDeps {
  readonly clock: Pick<Clock, "setTimer">;
  readonly token: string;
  readonly url: string;
  /** null: a new one is begun. */
  readonly session: GatewaySession | null;
  readonly onEvent: (name: string, data: unknown) => void;
  /** Ends it for good. */
  readonly signal: AbortSignal;
  /** Ends it so that the next one goes on. */
  readonly again: AbortSignal;
}

/** How a connection ended. */
export interface GatewayEnd {
  /** Of the WebSocket. */
  readonly code: number;
  /** null: the next one begins anew. */
  readonly session: GatewaySession | null;
}

const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  resume: 6,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;
/** Direct messages alone: what they say needs no privileged intent. */
const DIRECT_MESSAGES = 4096;
const HELLO_MS = 30_000;
const GOODBYE_MS = 3000;
const LARGEST_FRAME = 16_777_216;
/** Any but 1000 and 1001, which would end the session. */
const KEEPS_SESSION = 4000;
const DONE = 1000;

/** Settles when the connection has ended; rejects where the network did not let it begin. */
export function runGateway(deps: GatewayDeps): Promise<GatewayEnd> {
  const { clock, token, signal, again } = deps;
  let { session } = deps;
  return new Promise((resolve, reject) => {
    const { socket } = connectWebSocket(`${deps.url.replace(/\/+$/, "")}/?v=10&encoding=json`, {
      handshakeMs: HELLO_MS,
      largestMessage: LARGEST_FRAME,
    });
    let isAnswered = true;
    let failure: Error | null = null;
    let beat: Timer | null = null;
    let last: Timer = clock.setTimer(() => giveUp(KEEPS_SESSION), HELLO_MS, { unref: true });

    /** Says goodbye, and does not wait for the other end for long. */
    function giveUp(code: number): void {
      last.clear();
      beat?.clear();
      last = clock.setTimer(() => socket.terminate(), GOODBYE_MS, { unref: true });
      socket.close(code);
    }

    const stop = (): void => giveUp(DONE);
    const restart = (): void => giveUp(KEEPS_SESSION);

    function send(op: number, d: unknown): void {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ op, d }));
    }

    function heartbeat(): void {
      isAnswered = false;
      send(OP.heartbeat, session?.sequence ?? null);
    }

    /** A connection whose beats are not answered is dead, whatever the system says of it. */
    function keepBeating(everyMs: number): void {
      const next = (): void => {
        if (!isAnswered) return giveUp(KEEPS_SESSION);
        heartbeat();
        beat = clock.setTimer(next, everyMs, { unref: true });
      };
      beat = clock.setTimer(next, everyMs / 2, { unref: true });
    }

    function greet(data: unknown): void {
      last.clear();
      keepBeating(Number(record(data)["heartbeat_interval"]) || HELLO_MS);
      if (session === null) send(OP.identify, identity(token));
      else send(OP.resume, { token, session_id: session.id, seq: session.sequence });
    }

    function dispatch(name: unknown, number: unknown, data: unknown): void {
      if (name === "READY") session = sessionOf(data, deps.url);
      if (session !== null && typeof number === "number") session.sequence = number;
      deps.onEvent(String(name), data);
    }

    function read(frame: Readonly<Record<string, unknown>>): void {
      const { op, t, s, d } = frame;
      if (op === OP.dispatch) dispatch(t, s, d);
      else if (op === OP.hello) greet(d);
      else if (op === OP.heartbeat) heartbeat();
      else if (op === OP.heartbeatAck) isAnswered = true;
      else if (op === OP.reconnect) giveUp(KEEPS_SESSION);
      else if (op === OP.invalidSession) {
        if (d !== true) session = null;
        giveUp(KEEPS_SESSION);
      }
    }

    socket.on("message", (data: Buffer) => {
      const frame = parsed(data);
      if (frame !== null) read(frame);
    });
    // "close" follows.
    socket.on("error", (error) => (failure = error));
    socket.on("close", (code) => {
      last.clear();
      beat?.clear();
      signal.removeEventListener("abort", stop);
      again.removeEventListener("abort", restart);
      if (failure !== null && !signal.aborted) reject(failure);
      else resolve({ code, session });
    });
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    again.addEventListener("abort", restart, { once: true });
  });
}

function identity(token: string): object {
  return {
    token,
    intents: DIRECT_MESSAGES,
    properties: { os: "server", browser: "wakehook", device: "wakehook" },
  };
}

function sessionOf(ready: unknown, url: string): GatewaySession {
  const { session_id: id, resume_gateway_url: resumeUrl } = record(ready);
  return { id: String(id), url: typeof resumeUrl === "string" ? resumeUrl : url, sequence: 0 };
}

function parsed(data: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    return record(JSON.parse(data.toString("utf8")));
  } catch {
    return null;
  }
}
