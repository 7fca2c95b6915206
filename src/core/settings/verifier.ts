// A verifier as data: which bytes are signed, with what, and where the signature stands.
// Presets (src/sources) are rows of this; an owner may write one as `verify` in webhooks.json.

import * as z from "zod";
import { snakeObject } from "./snake-object.ts";

const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, "not a header name");

/** Where one value stands in a request. */
export const ValueSource = z.union([
  snakeObject({ header: headerName }),
  snakeObject({ json: z.string().min(1) }),
  snakeObject({ query: z.string().min(1) }),
  snakeObject({ form: z.string().min(1) }),
]);
/** Where one value stands in a request. */
export type ValueSource = z.output<typeof ValueSource>;

/** One piece of the signed bytes; pieces are joined without a separator. */
export const SignedPart = z.union([
  z.enum(["body", "timestamp", "method", "url", "secret"]),
  snakeObject({ literal: z.string() }),
  snakeObject({ header: headerName }),
  snakeObject({ json: z.string().min(1) }),
  snakeObject({ form: z.string().min(1) }),
]);
/** One piece of the signed bytes. */
export type SignedPart = z.output<typeof SignedPart>;

/** How the signature's text is cut out of its value: a fixed prefix, or a list of `key=value` items. */
export const SignatureSyntax = snakeObject({
  /** Must stand at the start of the value (or of the item) and is cut off; compared byte for byte. */
  prefix: z.string().optional(),
  /** Separator of items: `,` or a space. Absent: the value is one item. */
  item_separator: z.string().min(1).max(2).optional(),
  /** Separator of key and value in an item: `=` or `,`. */
  key_separator: z.string().length(1).optional(),
  /** The key whose items are signatures: `v1`. Items of other keys are ignored. */
  key: z.string().optional(),
});

/** Where the time of signing stands, in which unit, and how far it may be off. */
export const TimestampRule = snakeObject({
  /** `sig_field`: a keyed item of the signature's value; otherwise a place in the request. */
  from: z.union([snakeObject({ sig_field: z.string().min(1) }), ValueSource]),
  unit: z.enum(["seconds", "milliseconds", "rfc3339"]),
  /** Seconds, both directions. null: read and signed, but not checked. */
  tolerance_seconds: z.number().positive().max(86_400).nullable(),
});

/** What a signed token (JWT, RFC 7519) must say. The algorithm is pinned: the token's own word for it must be the same. */
export const JwtRule = snakeObject({
  algorithm: z.enum(["HS256", "HS384", "HS512", "RS256", "ES256", "EdDSA"]),
  /** One of these must be `iss`. */
  issuer: z.array(z.string().min(1)).min(1).optional(),
  /** Must be `aud`, or one of its items. */
  audience: z.string().min(1).optional(),
  /** Claims that must have exactly these values. */
  claims: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  /** Claims that must be there, whatever they say: `exp`. */
  required_claims: z.array(z.string().min(1)).min(1).optional(),
  /** Claims whose values stand in the secret: `{"jwks": ..., "aud": ..., "email": ...}`. */
  claims_from_secret: z.array(z.string().min(1)).min(1).optional(),
  /** The claim that holds the SHA-256 of the body; without one the body is not covered. */
  body_hash: snakeObject({
    claim: z.string().min(1),
    encoding: z.enum(["hex", "base64", "base64url"]),
  }).optional(),
  /** How far `iat` may be off, both directions; absent: it may be any time before now. `exp` and `nbf` always count. */
  max_age_seconds: z.number().positive().max(86_400).optional(),
});
/** What a signed token must say. */
export type JwtRule = z.output<typeof JwtRule>;

/** Schemes that no description covers; each is a small plug-in of `src/signing/schemes`. */
export const SCHEME_NAMES = ["twilio", "contentful", "paypal", "aws-sns"] as const;
/** A scheme that no description covers. */
export type SchemeName = (typeof SCHEME_NAMES)[number];

/** A verifier as data. */
export const VerifierDescription = snakeObject({
  kind: z.enum(["hmac", "hash", "public_key", "static", "jwt", "scheme", "none"]),
  algorithm: z
    .enum(["sha1", "sha256", "sha512", "ed25519", "ecdsa-p256-sha256", "rsa-sha1", "rsa-sha256"])
    .optional(),
  /** Where the signature (or the static credential) stands; the first that is present counts. */
  signature: z.array(ValueSource).min(1).optional(),
  syntax: SignatureSyntax.optional(),
  encoding: z.enum(["hex", "base64", "base64url"]).optional(),
  content: z.array(SignedPart).min(1).optional(),
  timestamp: TimestampRule.optional(),
  /** How the secret's text becomes the key's bytes. */
  key: z
    .enum([
      "utf8",
      "base64",
      "hex",
      "whsec",
      "whpk",
      "spki-base64",
      "pem",
      "ed25519-hex",
      "ed25519-base64",
    ])
    .optional(),
  /** For kinds `static` and `jwt`: how the credential or the token is written at its place. */
  credential: z.enum(["plain", "bearer", "basic", "every_item"]).optional(),
  /** For kind `jwt`. */
  jwt: JwtRule.optional(),
  /** For kind `scheme`: which one. */
  scheme: z.enum(SCHEME_NAMES).optional(),
});
/** A verifier as data. */
export type VerifierDescription = z.output<typeof VerifierDescription>;
