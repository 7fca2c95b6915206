// The key by which a daemon connects to a relay, as the relay keeps it: never its text.

import * as z from "zod";

/** A daemon's name at its relay: a part of its public URLs. */
export const DAEMON_NAME = /^[a-z0-9-]{1,32}$/;
/** Paths of the relay itself. */
const TAKEN_NAMES: ReadonlySet<string> = new Set(["health", "tunnel", "hooks"]);

const instant = z.iso.datetime().transform((text) => Date.parse(text));

/** The file keys.json. */
export const DaemonKeyFile = z.strictObject({
  keys: z.array(
    z
      .strictObject({
        name: z.string().regex(DAEMON_NAME),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        created_at: instant,
        expires_at: instant.nullable(),
        revoked_at: instant.nullable(),
        public_key: z.string().nullable(),
      })
      .transform((key): DaemonKey => ({
        name: key.name,
        sha256: key.sha256,
        createdAt: key.created_at,
        expiresAt: key.expires_at,
        revokedAt: key.revoked_at,
        publicKey: key.public_key,
      })),
  ),
});

/** A key as it is kept. Times: epoch milliseconds. */
export interface DaemonKey {
  readonly name: string;
  /** Of its text, hexadecimal. */
  readonly sha256: string;
  readonly createdAt: number;
  /** null: never. */
  readonly expiresAt: number | null;
  /** null: it is in force. */
  readonly revokedAt: number | null;
  /** The daemon's own public key, as it was seen first with this key; null: it never was here. */
  readonly publicKey: string | null;
}

/** Tells whether a daemon may be called so. */
export function isDaemonName(name: string): boolean {
  return DAEMON_NAME.test(name) && !TAKEN_NAMES.has(name);
}

/** Tells whether a key opens anything now. */
export function isInForce(
  { revokedAt, expiresAt }: Pick<DaemonKey, "revokedAt" | "expiresAt">,
  now: number,
): boolean {
  return revokedAt === null && (expiresAt === null || now < expiresAt);
}
