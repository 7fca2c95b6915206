// A relay that says what a test tells it to, and holds the daemon strictly to the protocol.

import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { randomBytes } from "node:crypto";
import { onTestFinished } from "vitest";
import type { WebSocket } from "ws";
import {
  DaemonFrame,
  LARGEST_FRAME_BYTES,
  readFrame,
  TUNNEL_PROTOCOL,
  type RelayFrame,
} from "../../src/core/tunnel/frames.ts";
import { pack, type RequestHead } from "../../src/core/tunnel/parcel.ts";
import { boxKeyOf, createSealer, isSameProof, tunnelProof } from "../../src/signing/parcel-seal.ts";
import { createWebSocketServer } from "../../src/websocket/serve.ts";

export const KEY = "whr_home_a-key-that-nobody-guesses-at-all";
export const RELAY_ID = "rly_1";
export const DAEMON = "home";

type Said<Type extends DaemonFrame["type"]> = Extract<DaemonFrame, { type: Type }>;

/** A request as a sender would have made it. */
export interface SentRequest extends Partial<RequestHead> {
  readonly body?: Uint8Array | string;
  readonly waitedMs?: number;
  /** Sealed for another hook than the one it is pushed for. */
  readonly sealedFor?: { readonly daemon: string; readonly hook: string };
  readonly broken?: boolean;
}

/** A daemon that has connected. */
export interface Visit {
  readonly hello: Said<"hello">;
  readonly said: readonly DaemonFrame[];
  /** What broke the protocol. */
  readonly faults: readonly string[];
  say(frame: RelayFrame): void;
  push(hook: string, number: number, request?: SentRequest): void;
  ask(hook: string, id: number, request?: SentRequest): void;
  raw(frame: string | Uint8Array): void;
  readonly socket: WebSocket;
  readonly transport: Socket;
  /** The first frame of a type that fits, now or later. */
  heard<Type extends DaemonFrame["type"]>(
    type: Type,
    fits?: (frame: Said<Type>) => boolean,
  ): Promise<Said<Type>>;
  closed(): Promise<number>;
}

export interface StandInRelay {
  readonly url: string;
  /** How many upgrades were asked for. */
  readonly asked: readonly IncomingMessage[];
  /** Answers upgrades with this status; null: lets in. */
  status: number | null;
  welcome: Partial<Extract<RelayFrame, { type: "welcome" }>>;
  /** The next daemon that is let in. */
  visit(): Promise<Visit>;
}

export async function standInRelay(): Promise<StandInRelay> {
  const agree = createWebSocketServer({
    protocol: TUNNEL_PROTOCOL,
    largestMessage: LARGEST_FRAME_BYTES,
  });
  const server = createServer();
  const asked: IncomingMessage[] = [];
  const transports = new Set<Socket>();
  const visits: Visit[] = [];
  const waiting: Array<(visit: Visit) => void> = [];
  const relay: { status: number | null; welcome: StandInRelay["welcome"] } = {
    status: null,
    welcome: {},
  };
  server.on("connection", (socket: Socket) => {
    transports.add(socket);
    // A connection that is cut is what these tests are about.
    socket.on("error", () => {});
  });
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    asked.push(request);
    const status = relay.status ?? (request.headers.authorization === `Bearer ${KEY}` ? null : 401);
    if (status !== null) {
      socket.end(`HTTP/1.1 ${String(status)} No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    agree({ request, socket, head }, (opened) => greet(opened, socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of transports) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;

  function greet(socket: WebSocket, transport: Socket): void {
    const own = boxKeyOf(randomBytes(32));
    const nonce = randomBytes(18).toString("base64url");
    const say = (frame: RelayFrame): void => socket.send(JSON.stringify(frame));
    socket.once("message", (data: Buffer) => {
      const hello = readFrame(DaemonFrame, data.toString("utf8"));
      if (hello?.type === "hello") judgeHello(hello);
      else socket.close(4400, "no hello");
    });
    say({ type: "challenge", nonce, key: own.publicKey });

    function judgeHello(hello: Said<"hello">): void {
      const proof = tunnelProof(own, hello.public_key, { nonce, token: KEY });
      if (proof !== null && isSameProof(proof, hello.proof)) welcome(hello);
      else socket.close(4401, "the proof is wrong");
    }

    function welcome(hello: Said<"hello">): void {
      const visit = aVisit(socket, transport, hello);
      say({
        type: "welcome",
        daemon: DAEMON,
        relay: RELAY_ID,
        base_url: null,
        version: "1.2.3",
        now: Date.now(),
        waiting: 0,
        ...relay.welcome,
      });
      const next = waiting.shift();
      if (next === undefined) visits.push(visit);
      else next(visit);
    }
  }

  return Object.assign(relay, {
    url: `ws://127.0.0.1:${String(port)}`,
    asked,
    visit: () => {
      const here = visits.shift();
      if (here !== undefined) return Promise.resolve(here);
      return new Promise<Visit>((resolve) => waiting.push(resolve));
    },
  });
}

function aVisit(socket: WebSocket, transport: Socket, hello: Said<"hello">): Visit {
  const said: DaemonFrame[] = [];
  const faults: string[] = [];
  const pushed = new Map<string, Set<number>>();
  const answered = new Set<string>();
  const looks = new Set<() => void>();
  const seal = createSealer(boxKeyOf(randomBytes(32)), hello.public_key);
  socket.on("message", (data: Buffer, isBinary) => {
    const frame = isBinary ? null : readFrame(DaemonFrame, data.toString("utf8"));
    if (frame === null) faults.push("no frame of the protocol");
    else hear(frame);
  });

  function hear(frame: DaemonFrame): void {
    judge(frame);
    said.push(frame);
    for (const look of looks) look();
  }

  function judge(frame: DaemonFrame): void {
    if (frame.type !== "answer" && frame.type !== "ack" && frame.type !== "later") return;
    const { hook, number } = frame;
    const numbers = pushed.get(hook) ?? new Set();
    if (!numbers.has(number)) faults.push(`${frame.type} of ${hook}/${String(number)}, not pushed`);
    if (frame.type === "answer") answered.add(`${hook}/${String(number)}`);
    if (frame.type === "ack")
      for (const one of numbers)
        if (one <= number && !answered.has(`${hook}/${String(one)}`))
          faults.push(`ack of ${hook}/${String(one)} before its answer`);
  }

  function sealed(hook: string, request: SentRequest): Uint8Array {
    const { body = "{}", sealedFor = { daemon: DAEMON, hook }, broken = false } = request;
    const head: RequestHead = {
      method: request.method ?? "POST",
      path: request.path ?? `/hooks/${hook}`,
      headers: request.headers ?? [["content-type", "application/json"]],
      remote_address: request.remote_address ?? "192.0.2.7",
    };
    const bytes = seal(pack(head, Buffer.from(body)), sealedFor, randomBytes(12));
    if (broken) bytes[bytes.byteLength - 1] = (bytes.at(-1) ?? 0) ^ 1;
    return bytes;
  }

  return {
    hello,
    said,
    faults,
    socket,
    transport,
    say(frame) {
      // What was put off counts as never pushed.
      if (frame.type === "again")
        for (const one of pushed.get(frame.hook) ?? [])
          if (!answered.has(`${frame.hook}/${String(one)}`)) pushed.get(frame.hook)?.delete(one);
      socket.send(JSON.stringify(frame));
    },
    raw: (frame) => socket.send(frame),
    push(hook, number, request = {}) {
      pushed.set(hook, (pushed.get(hook) ?? new Set()).add(number));
      const { waitedMs = 0 } = request;
      const head = { type: "parcel", hook, number, waited_ms: waitedMs } as const;
      socket.send(pack(head, sealed(hook, request)));
    },
    ask(hook, id, request = {}) {
      socket.send(pack({ type: "ask", hook, id }, sealed(hook, { method: "GET", ...request })));
    },
    heard: (type, fits = () => true) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = said.find(
            (frame): frame is Said<typeof type> => frame.type === type && fits(frame as never),
          );
          if (found === undefined) return;
          looks.delete(look);
          resolve(found);
        };
        looks.add(look);
        look();
      }),
    closed: async () => {
      const [code] = (await once(socket, "close")) as [number];
      return code;
    },
  };
}
