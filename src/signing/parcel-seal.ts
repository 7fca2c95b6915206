// A request that waits at a relay, closed so that only its daemon can read it: X25519 (RFC 7748), HKDF-SHA256
// (RFC 5869), AES-256-GCM. By the same keys a daemon proves to a relay who it is. Computes only; the random bytes are
// handed in.

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
} from "node:crypto";
import { equalSecrets } from "./compare.ts";

/** A private key with its public half. */
export interface BoxKey {
  readonly privateKey: KeyObject;
  /** Raw, base64url. */
  readonly publicKey: string;
}

/** What a parcel belongs to: sealed for one hook of one daemon, it opens as no other's. */
export interface SealedFor {
  readonly daemon: string;
  readonly hook: string;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 1;
const HEAD_BYTES = 1 + KEY_BYTES + NONCE_BYTES + TAG_BYTES;
/** What stands before the 32 bytes of an X25519 key in PKCS #8 (RFC 8410). */
const PKCS8_PREFIX = Buffer.from(`302e020100300506032b656e04220420`, "hex");
/** Keys of so many senders' ends are kept: a relay makes a new one at each start and each day. */
const KEPT_KEYS = 16;

/** The key of 32 random bytes. @throws RangeError where it is another number of them. */
export function boxKeyOf(seed: Uint8Array): BoxKey {
  if (seed.byteLength !== KEY_BYTES) throw new RangeError("an X25519 key has 32 bytes");
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, seed]),
    format: "der",
    type: "pkcs8",
  });
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  return { privateKey, publicKey: x };
}

/** Tells whether a text is a public key that can be sealed for: 32 bytes, and no point of small order. */
export function isPublicKey(text: string): boolean {
  const probe = boxKeyOf(new Uint8Array(KEY_BYTES).fill(7));
  return sharedKey(probe, text, "probe") !== null;
}

/** Seals with one key of the sealing end, which its maker renews now and then. */
export function createSealer(
  own: BoxKey,
  readerPublicKey: string,
): (bytes: Uint8Array, of: SealedFor, nonce: Uint8Array) => Uint8Array {
  const key = sharedKey(own, readerPublicKey, "parcel");
  if (key === null) throw new RangeError("the reader's public key is none");
  const head = Buffer.concat([Buffer.of(VERSION), Buffer.from(own.publicKey, "base64url")]);
  return (bytes, of, nonce) => {
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    cipher.setAAD(boundTo(of));
    const sealed = cipher.update(bytes);
    cipher.final();
    return Buffer.concat([head, nonce, cipher.getAuthTag(), sealed]);
  };
}

/** Opens what was sealed for its key; null: it was not, or was altered, or belongs to another hook. */
export function createOpener(
  own: BoxKey,
): (sealed: Uint8Array, of: SealedFor) => Uint8Array | null {
  const keys = new Map<string, Buffer | null>();

  function keyFor(publicKey: string): Buffer | null {
    const known = keys.get(publicKey);
    if (known !== undefined) return known;
    const [oldest] = keys.keys();
    if (keys.size >= KEPT_KEYS && oldest !== undefined) keys.delete(oldest);
    const key = sharedKey(own, publicKey, "parcel");
    keys.set(publicKey, key);
    return key;
  }

  return (sealed, of) => {
    if (sealed.byteLength < HEAD_BYTES || sealed[0] !== VERSION) return null;
    const whole = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    const nonceAt = 1 + KEY_BYTES;
    const key = keyFor(whole.toString("base64url", 1, nonceAt));
    if (key === null) return null;
    const nonce = whole.subarray(nonceAt, nonceAt + NONCE_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(of));
    decipher.setAuthTag(whole.subarray(nonceAt + NONCE_BYTES, HEAD_BYTES));
    const bytes = decipher.update(whole.subarray(HEAD_BYTES));
    try {
      decipher.final();
      return bytes;
    } catch {
      return null;
    }
  };
}

/**
 * Proves that one holds the private key: to the other's key of this connection and a nonce of its own. Both ends
 * compute it, each with its own private key. null: the other's key is none.
 */
export function tunnelProof(
  own: BoxKey,
  otherPublicKey: string,
  said: { readonly nonce: string; readonly token: string },
): string | null {
  const key = sharedKey(own, otherPublicKey, "proof");
  if (key === null) return null;
  return createHmac("sha256", key).update(`${said.nonce}\n${said.token}`).digest("base64url");
}

/** Compares proofs in constant time. */
export function isSameProof(expected: string, given: string): boolean {
  return equalSecrets(expected, given);
}

function sharedKey(own: BoxKey, otherPublicKey: string, purpose: string): Buffer | null {
  if (!/^[A-Za-z0-9_-]{43}$/.test(otherPublicKey)) return null;
  try {
    const publicKey = createPublicKey({
      key: { kty: "OKP", crv: "X25519", x: otherPublicKey },
      format: "jwk",
    });
    const secret = diffieHellman({ privateKey: own.privateKey, publicKey });
    // Both public keys, in an order that both ends know.
    const salt = [own.publicKey, otherPublicKey].toSorted().join("\n");
    return Buffer.from(
      hkdfSync("sha256", secret, salt, `wakehook tunnel v1 ${purpose}`, KEY_BYTES),
    );
  } catch {
    // Points of small order: node refuses to agree on anything with them.
    return null;
  }
}

function boundTo({ daemon, hook }: SealedFor): Buffer {
  return Buffer.from(`wakehook parcel v1\n${daemon}\n${hook}`);
}
