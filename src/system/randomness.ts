// The only file that asks for randomness.

import { randomBytes } from "node:crypto";
import { ulid } from "ulid";
import type { ConversationId, DeliveryId, MessageId, RunId, TurnId } from "../core/records/ids.ts";

/** Randomness as the program sees it; tests give their own. */
export interface Randomness {
  /** Unguessable bytes. */
  bytes(length: number): Buffer;
  /** A number in [0, 1), for jitter. */
  fraction(): number;
}

/** The machine's cryptographic source. */
export const systemRandomness: Randomness = {
  bytes: (length) => randomBytes(length),
  fraction: () => randomBytes(4).readUInt32BE() / 2 ** 32,
};

/** A new delivery id; sorts by `at` (epoch milliseconds). */
export function newDeliveryId(at: number, randomness: Randomness): DeliveryId {
  return `dlv_${newUlid(at, randomness)}` as DeliveryId;
}

/** A new run id; sorts by `at` (epoch milliseconds). */
export function newRunId(at: number, randomness: Randomness): RunId {
  return `run_${newUlid(at, randomness)}` as RunId;
}

/** A new conversation id; sorts by `at` (epoch milliseconds). */
export function newConversationId(at: number, randomness: Randomness): ConversationId {
  return `cnv_${newUlid(at, randomness)}` as ConversationId;
}

/** A new turn id; sorts by `at` (epoch milliseconds). */
export function newTurnId(at: number, randomness: Randomness): TurnId {
  return `trn_${newUlid(at, randomness)}` as TurnId;
}

/** A new message id; sorts by `at` (epoch milliseconds). */
export function newMessageId(at: number, randomness: Randomness): MessageId {
  return `msg_${newUlid(at, randomness)}` as MessageId;
}

/** A new secret of 32 bytes, in base64url: 43 characters. */
export function newSecret(randomness: Randomness): string {
  return randomness.bytes(32).toString("base64url");
}

/**
 * A new secret of 32 bytes that signs what leaves: `whsec_` and base64 for Standard Webhooks and where nothing is
 * said, base64url for other schemes.
 */
export function newWebhookSecret(
  randomness: Pick<Randomness, "bytes">,
  sign: unknown = "standard-webhooks",
): string {
  const bytes = randomness.bytes(32);
  return sign === "standard-webhooks"
    ? `whsec_${bytes.toString("base64")}`
    : bytes.toString("base64url");
}

function newUlid(at: number, randomness: Randomness): string {
  // One draw per id: the generator asks for 16 fractions, and a system call for each would be the dearest part of an accept.
  const bytes = randomness.bytes(16);
  let next = 0;
  return ulid(at, () => (bytes[next++ % bytes.length] ?? 0) / 256).toLowerCase();
}
