// A connection whose key is right comes in; a daemon that has proved itself goes out, or the connection is closed with
// the reason. A stolen key alone proves nothing: the private key stands only in the daemon's home.

import { CLOSE, DaemonFrame, readFrame } from "../../core/tunnel/frames.ts";
import {
  boxKeyOf,
  isPublicKey,
  isSameProof,
  tunnelProof,
  type BoxKey,
} from "../../signing/parcel-seal.ts";
import type { Clock } from "../../system/clock.ts";
import type { Randomness } from "../../system/randomness.ts";
import type { DaemonKey } from "../../core/tunnel/daemon-key.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { TunnelSocket } from "./tunnel-socket.ts";

/** What a daemon says first. */
export type Hello = Extract<DaemonFrame, { type: "hello" }>;

/** What greeting needs. */
export interface GreetDeps {
  readonly clock: Pick<Clock, "setTimer">;
  readonly randomness: Randomness;
  readonly keys: Pick<KeyRing, "pin">;
}

/** A connection that may become a daemon's. */
export interface Guest {
  readonly socket: TunnelSocket;
  readonly key: DaemonKey;
  /** The key's text, which is nowhere written down. */
  readonly token: string;
}

/** A daemon must say who it is within this time. */
const HELLO_MS = 10_000;
const KEY_BYTES = 32;
const NONCE_BYTES = 24;

/** Asks who it is. null: it did not prove itself, and the connection is closed. */
export async function greet(deps: GreetDeps, { socket, key, token }: Guest): Promise<Hello | null> {
  const own = boxKeyOf(deps.randomness.bytes(KEY_BYTES));
  const nonce = deps.randomness.bytes(NONCE_BYTES).toString("base64url");
  const heard = hear(deps, socket);
  socket.say({ type: "challenge", nonce, key: own.publicKey });
  const hello = await heard;
  if (hello === null) return null;
  if (!isProved(hello, own, { nonce, token })) {
    socket.close(CLOSE.notAllowed, "the proof is wrong");
    return null;
  }
  if (key.publicKey === hello.public_key) return hello;
  const isPinned = key.publicKey === null && (await deps.keys.pin(key, hello.public_key));
  if (isPinned) return hello;
  socket.close(
    CLOSE.notAllowed,
    `another home used this key first: wakehook relay key reset ${key.name}`,
  );
  return null;
}

function isProved(
  hello: Hello,
  own: BoxKey,
  said: { readonly nonce: string; readonly token: string },
): boolean {
  if (!isPublicKey(hello.public_key)) return false;
  const expected = tunnelProof(own, hello.public_key, said);
  return expected !== null && isSameProof(expected, hello.proof);
}

function hear({ clock }: GreetDeps, socket: TunnelSocket): Promise<Hello | null> {
  return new Promise((resolve) => {
    const settle = (hello: Hello | null): void => {
      timer.clear();
      socket.onText(() => {});
      resolve(hello);
    };
    const timer = clock.setTimer(() => {
      socket.close(CLOSE.protocol, "no hello came in time");
      settle(null);
    }, HELLO_MS);
    socket.onClose(() => settle(null));
    socket.onText((text) => {
      const frame = readFrame(DaemonFrame, text);
      if (frame?.type === "hello") return settle(frame);
      socket.close(CLOSE.protocol, "the first frame is no hello");
      settle(null);
    });
  });
}
