// A daemon as the protocol has it, and strict: what a relay may not do fails the test.

import { randomBytes } from "node:crypto";
import { expect, onTestFinished } from "vitest";
import {
  LARGEST_FRAME_BYTES,
  RelayFrame,
  TUNNEL_PROTOCOL,
  WINDOW,
  type DaemonFrame,
  type RegisteredHook,
} from "../../src/core/tunnel/frames.ts";
import { ParcelHead, RequestHead, unpack } from "../../src/core/tunnel/parcel.ts";
import { boxKeyOf, createOpener, tunnelProof } from "../../src/signing/parcel-seal.ts";
import { connectWebSocket } from "../../src/websocket/connect.ts";

/** A parcel as it was opened at home. */
export interface OpenedParcel {
  readonly hook: string;
  readonly number: number;
  readonly waitedMs: number;
  readonly head: RequestHead;
  readonly body: string;
}

/** Who connects, and where. */
export interface FakeDaemonOptions {
  readonly url: string;
  readonly name: string;
  readonly token: string;
  /** The seed of its own key; the same for the same name by default. */
  readonly seed?: Uint8Array;
  readonly hooks?: readonly RegisteredHook[];
  readonly ca?: string;
  /** Sent in the place of the proof. */
  readonly proof?: string;
  /** What becomes of a parcel: a status is answered and acknowledged at once; null: nothing is said. */
  readonly take?: (parcel: OpenedParcel) => number | null;
  /** What a question is answered; null: nothing is said. */
  readonly reply?: (question: { head: RequestHead; body: string }) => string | null;
}

/** A connection of a daemon. */
export interface FakeDaemon {
  readonly welcome: Extract<RelayFrame, { type: "welcome" }>;
  readonly parcels: readonly OpenedParcel[];
  readonly frames: readonly RelayFrame[];
  say(frame: DaemonFrame): void;
  sayRaw(text: string | Uint8Array): void;
  answer(parcel: Pick<OpenedParcel, "hook" | "number">, status?: number, body?: string): void;
  ack(parcel: Pick<OpenedParcel, "hook" | "number">): void;
  /** Resolves when so many parcels have come in all. */
  untilParcels(count: number): Promise<readonly OpenedParcel[]>;
  /** Resolves with how the connection ended. */
  readonly closed: Promise<{ code: number; reason: string }>;
  close(): Promise<void>;
  /** As a kill: no goodbye. */
  terminate(): void;
  pauseReading(): void;
}

/** A hook as a daemon registers it. */
export function hookOf(id: string, change: Partial<RegisteredHook> = {}): RegisteredHook {
  return { id, source: "generic", enabled: true, allowed_origins: [], ...change };
}

/** The seed of a daemon's own key. */
export function seedOf(name: string): Uint8Array {
  return Buffer.alloc(32, name);
}

/** Connects and proves itself; rejects with the words of how it was refused. */
export async function connectDaemon(options: FakeDaemonOptions): Promise<FakeDaemon> {
  const { token, hooks = [hookOf("ci")], take = () => null, reply = () => null } = options;
  const own = boxKeyOf(options.seed ?? seedOf(options.name));
  const open = createOpener(own);
  const { socket } = connectWebSocket(options.url, {
    headers: { authorization: `Bearer ${token}` },
    protocols: [TUNNEL_PROTOCOL],
    largestMessage: LARGEST_FRAME_BYTES,
    handshakeMs: 5000,
    ca: options.ca,
  });
  onTestFinished(() => socket.terminate());
  const parcels: OpenedParcel[] = [];
  const frames: RelayFrame[] = [];
  const violations: string[] = [];
  const flying = new Map<string, number[]>();
  let flyingBytes = new Map<string, number>();
  const welcome = Promise.withResolvers<Extract<RelayFrame, { type: "welcome" }>>();
  const closed = Promise.withResolvers<{ code: number; reason: string }>();
  onTestFinished(() => expect(violations).toEqual([]));

  const say = (frame: DaemonFrame): void => socket.send(JSON.stringify(frame));
  const daemon: Omit<FakeDaemon, "welcome"> = {
    parcels,
    frames,
    say,
    sayRaw: (text) => socket.send(text),
    answer({ hook, number }, status = 202, body = "") {
      const headers: Array<[string, string]> = [["content-type", "application/json"]];
      say({ type: "answer", hook, number, status, headers, body: btoa(body) });
    },
    ack({ hook, number }) {
      const before = flying.get(hook) ?? [];
      for (const each of before) if (each <= number) flyingBytes.delete(`${hook}/${each}`);
      flying.set(
        hook,
        before.filter((each) => each > number),
      );
      say({ type: "ack", hook, number });
    },
    async untilParcels(count) {
      await expect.poll(() => parcels.length, { timeout: 15_000, interval: 5 }).toBe(count);
      return parcels;
    },
    closed: closed.promise,
    async close() {
      socket.close();
      await closed.promise;
    },
    terminate: () => socket.terminate(),
    pauseReading: () => socket.pause(),
  };

  function read(data: Buffer): void {
    const outer = unpack(ParcelHead, data);
    if (outer === null) return void violations.push("a binary frame that is no parcel");
    const { head } = outer;
    const sealed = open(outer.bytes, { daemon: options.name, hook: head.hook });
    const inner = sealed === null ? null : unpack(RequestHead, sealed);
    if (inner === null) return void violations.push(`${head.hook}: the seal does not open`);
    const body = Buffer.from(inner.bytes).toString("utf8");
    if (head.type === "ask") {
      const said = reply({ head: inner.head, body });
      if (said === null) return;
      return say({ type: "reply", id: head.id, status: 200, headers: [], body: btoa(said) });
    }
    const { hook, number } = head;
    const lane = flying.get(hook) ?? [];
    if (lane.some((each) => each >= number)) violations.push(`${hook}/${number} is out of order`);
    flying.set(hook, [...lane, number]);
    flyingBytes.set(`${hook}/${number}`, data.byteLength);
    checkWindow();
    const parcel = { hook, number, waitedMs: head.waited_ms, head: inner.head, body };
    parcels.push(parcel);
    const status = take(parcel);
    if (status === null) return;
    daemon.answer(parcel, status);
    daemon.ack(parcel);
  }

  function checkWindow(): void {
    const count = [...flying.values()].reduce((sum, { length }) => sum + length, 0);
    const bytes = [...flyingBytes.values()].reduce((sum, each) => sum + each, 0);
    if (count > WINDOW.parcels) violations.push(`${count} parcels are on their way`);
    if (bytes > WINDOW.bytes && count > 1) violations.push(`${bytes} bytes are on their way`);
    for (const [hook, lane] of flying)
      if (lane.length > WINDOW.parcelsOfHook) violations.push(`${lane.length} of ${hook}`);
  }

  function hear(text: string): void {
    const frame = RelayFrame.parse(JSON.parse(text));
    frames.push(frame);
    if (frame.type === "again") {
      for (const each of flying.get(frame.hook) ?? []) flyingBytes.delete(`${frame.hook}/${each}`);
      flying.set(frame.hook, []);
    }
    if (frame.type === "welcome") welcome.resolve(frame);
    if (frame.type !== "challenge") return;
    const { nonce } = frame;
    const proof = options.proof ?? tunnelProof(own, frame.key, { nonce, token }) ?? "none";
    say({ type: "hello", version: "9.9.9", public_key: own.publicKey, proof, hooks: [...hooks] });
  }

  socket.on("message", (data: Buffer, isBinary: boolean) =>
    isBinary ? read(data) : hear(data.toString("utf8")),
  );
  let refused = "";
  socket.on("unexpected-response", (_, answer) => {
    refused = `HTTP ${answer.statusCode}`;
    socket.terminate();
    closed.resolve({ code: answer.statusCode ?? 0, reason: refused });
    welcome.reject(new Error(refused));
  });
  socket.on("error", (error) => welcome.reject(new Error(refused || error.message)));
  socket.on("close", (code, reason) => {
    closed.resolve({ code, reason: reason.toString("utf8") });
    welcome.reject(new Error(`closed: ${code} ${reason.toString("utf8")}`));
  });
  welcome.promise.catch(() => {});
  return { ...daemon, welcome: await welcome.promise };
}

/** A text that nothing compresses or guesses. */
export function noise(bytes: number): string {
  return randomBytes(bytes / 2).toString("hex");
}
