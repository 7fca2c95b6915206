// What a relay and a daemon say to each other over one WebSocket: text frames, JSON, one object each. Parcels and
// questions are binary frames (parcel.ts). Both ends check what they get by these schemas; what does not fit ends the
// connection.

import * as z from "zod";
import { HOOK_ID_PATTERN } from "../records/ids.ts";

/** The subprotocol of the WebSocket. A newer one that both ends know is chosen by the handshake of RFC 6455. */
export const TUNNEL_PROTOCOL = "wakehook.relay.v1";
/** Where the relay answers the upgrade. */
export const TUNNEL_PATH = "/tunnel";
/** The largest frame: GitHub's 25 MiB, its headers, and room. */
export const LARGEST_FRAME_BYTES = 32 * 1024 * 1024;
/** The largest body of an answer that goes back, before base64. */
export const LARGEST_ANSWER_BYTES = 65_536;

const hookId = z.string().regex(HOOK_ID_PATTERN);
/** Numbers of one hook's parcels: ascending, with gaps. */
const number = z.int().positive();
const base64url = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .max(100);
const headers = z.array(z.tuple([z.string().max(200), z.string().max(8192)])).max(100);
const answer = {
  status: z.int().min(200).max(599),
  headers,
  /** Base64. */
  body: z.base64().max(Math.ceil(LARGEST_ANSWER_BYTES / 3) * 4),
};

/** A hook as a relay has to know it: no secret of it. */
export const RegisteredHook = z.strictObject({
  id: hookId,
  /** The name of its preset; one that the relay does not know is taken for `generic`. */
  source: z.string().max(64),
  enabled: z.boolean(),
  allowed_origins: z.array(z.string().max(300)).max(100),
});
/** A hook as a relay has to know it: no secret of it. */
export type RegisteredHook = z.infer<typeof RegisteredHook>;

/** What a daemon registers. */
export const RegisteredHooks = z.array(RegisteredHook).max(10_000);
const hooks = RegisteredHooks;

/** What the relay says. */
export const RelayFrame = z.discriminatedUnion("type", [
  /** First of all: prove that you hold the private key. `key`: the relay's X25519 key of this connection. */
  z.strictObject({ type: z.literal("challenge"), nonce: base64url, key: base64url }),
  z.strictObject({
    type: z.literal("welcome"),
    /** The daemon's name at this relay. */
    daemon: z.string().max(64),
    /** The relay's own id: with a hook's id and a number it names a parcel for ever. */
    relay: z.string().max(64),
    /** What `webhooks.public_base_url` should be; null: the relay was not told its own address. */
    base_url: z.string().max(2000).nullable(),
    /** The relay's program. */
    version: z.string().max(64),
    /** The relay's clock, epoch milliseconds: for `doctor` alone. */
    now: z.int(),
    /** Parcels that wait. */
    waiting: z.int().min(0),
  }),
  /** The answer to a `later`: what comes of the hook from here on is pushed again, and no rest of what was on its way. */
  z.strictObject({ type: z.literal("again"), hook: hookId }),
  /** The result was written down; it need not be told again. */
  z.strictObject({ type: z.literal("noted"), hook: hookId, number }),
]);
/** What the relay says. */
export type RelayFrame = z.infer<typeof RelayFrame>;

/** What the daemon says. */
export const DaemonFrame = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("hello"),
    /** The daemon's program. */
    version: z.string().max(64),
    /** X25519, raw: parcels are sealed for it. The relay keeps the first one it sees with a key. */
    public_key: base64url,
    /** See tunnel-proof. */
    proof: base64url,
    hooks,
  }),
  /** Takes the place of the list before. */
  z.strictObject({ type: z.literal("hooks"), hooks }),
  /** What a sender is told of a parcel, where it still waits. Said for each, before its ack. */
  z.strictObject({ type: z.literal("answer"), hook: hookId, number, ...answer }),
  /** What a sender is told that asked a question. */
  z.strictObject({ type: z.literal("reply"), id: z.int().positive(), ...answer }),
  /** Every parcel of the hook up to this one is on the daemon's disk, or refused for good. */
  z.strictObject({ type: z.literal("ack"), hook: hookId, number }),
  /** From this parcel on nothing of the hook was kept: push again from there, not before. */
  z.strictObject({
    type: z.literal("later"),
    hook: hookId,
    number,
    after_ms: z.int().min(0).max(3_600_000),
    reason: z.string().max(1000),
  }),
  /** How the delivery of a parcel ended. Answered by `noted`. */
  z.strictObject({
    type: z.literal("result"),
    hook: hookId,
    number,
    status: z.string().max(200),
    ended_at: z.int(),
  }),
]);
/** What the daemon says. */
export type DaemonFrame = z.infer<typeof DaemonFrame>;

/** Close codes of the WebSocket beside those of RFC 6455; reasons are words for people. */
export const CLOSE = {
  /** What was said fits no frame, or may not be said now. Worth a look, then a try after a while. */
  protocol: 4400,
  /** The key is unknown, revoked or expired, or the proof is wrong. Tried again only slowly. */
  notAllowed: 4401,
  /** Another connection of the same daemon took its place. */
  replaced: 4409,
  /** The relay stops, or its disk is in trouble: try again. */
  goingAway: 4503,
} as const;

/** How many parcels, and bytes of them, may be on their way or unacknowledged at a time. */
export const WINDOW = { parcels: 256, bytes: 64 * 1024 * 1024, parcelsOfHook: 128 } as const;

/** Reads one frame; null: it is none. */
export function readFrame<Frame>(schema: z.ZodType<Frame>, text: string): Frame | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
