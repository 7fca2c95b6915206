import { createHash, createHmac, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { VerifierDescription } from "../../src/core/settings/verifier.ts";
import { secretProblem } from "../../src/signing/secret-problem.ts";
import { verifyRequest } from "../../src/signing/verify.ts";

const NOW = 1_760_000_000;
const SECRET = "a secret of the owner";
const BODY = '{"a":1}';
const EC = generateKeyPairSync("ec", { namedCurve: "P-256" });
const RSA = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ED = generateKeyPairSync("ed25519");

type Claims = Record<string, unknown>;

const hs256: VerifierDescription = {
  kind: "jwt",
  signature: [{ header: "authorization" }],
  credential: "bearer",
  jwt: {
    algorithm: "HS256",
    issuer: ["https://sender.example"],
    audience: "me",
    claims: { "https://sender.example/kind": "hook" },
    bodyHash: { claim: "body", encoding: "base64" },
    maxAgeSeconds: 60,
  },
};
const RIGHT: Claims = {
  iss: "https://sender.example",
  aud: ["you", "me"],
  iat: NOW,
  exp: NOW + 60,
  "https://sender.example/kind": "hook",
  body: createHash("sha256").update(BODY).digest("base64"),
};

function part(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString(
    "base64url",
  );
}

function hmacToken(claims: unknown, header: Claims = { alg: "HS256" }, key: string = SECRET) {
  const signed = `${part(header)}.${part(claims)}`;
  const hash = { HS384: "sha384", HS512: "sha512" }[String(header["alg"])] ?? "sha256";
  return `${signed}.${createHmac(hash, key).update(signed).digest("base64url")}`;
}

function keyToken(key: KeyObject, header: Claims, claims: Claims = RIGHT): string {
  const signed = `${part(header)}.${part(claims)}`;
  const isEd = key.asymmetricKeyType === "ed25519";
  const signature = sign(isEd ? null : "sha256", Buffer.from(signed), {
    key,
    dsaEncoding: "ieee-p1363",
  });
  return `${signed}.${signature.toString("base64url")}`;
}

function judge(
  token: string,
  { description = hs256, secret = SECRET, body = BODY, now = NOW, scheme = "Bearer " } = {},
) {
  const request = {
    method: "POST",
    url: "/hooks/x",
    headers: [["authorization", `${scheme}${token}`] as const],
    body: Buffer.from(body),
  };
  return verifyRequest(description, request, [secret], now * 1000);
}

/** The same rules by another algorithm. */
function by(algorithm: "HS384" | "HS512" | "RS256" | "ES256" | "EdDSA"): VerifierDescription {
  const { jwt } = hs256;
  if (jwt === undefined) throw new Error("the description has no rules");
  return { ...hs256, jwt: { ...jwt, algorithm } };
}

const jwk = (key: KeyObject, more: Claims = {}) => ({ ...key.export({ format: "jwk" }), ...more });

describe("verifyJwt", () => {
  it("accepts a token that says everything that the hook wants", () => {
    expect(judge(hmacToken(RIGHT))).toEqual({ ok: true, keyIndex: 0 });
  });

  it.each<[string, Claims]>([
    ["another issuer", { ...RIGHT, iss: "https://evil.example" }],
    ["no issuer", { ...RIGHT, iss: undefined }],
    ["another audience", { ...RIGHT, aud: "you" }],
    ["another required claim", { ...RIGHT, "https://sender.example/kind": "login" }],
    ["another body", { ...RIGHT, body: createHash("sha256").update("x").digest("base64") }],
    ["a body hash in another encoding", { ...RIGHT, body: part("x") }],
    ["no body hash", { ...RIGHT, body: undefined }],
    ["an old iat", { ...RIGHT, iat: NOW - 61 }],
    ["an iat in the future", { ...RIGHT, iat: NOW + 61 }],
    ["no iat", { ...RIGHT, iat: undefined }],
    ["an iat that is a text", { ...RIGHT, iat: String(NOW) }],
    ["an exp that is long past", { ...RIGHT, exp: NOW - 301 }],
    ["an nbf that is far ahead", { ...RIGHT, nbf: NOW + 301 }],
    ["an exp that is no number", { ...RIGHT, exp: null }],
  ])("refuses %s", (_, claims) => {
    expect(judge(hmacToken(claims)).ok).toBe(false);
  });

  it.each([
    ["none", `${part({ alg: "none" })}.${part(RIGHT)}.`],
    ["None", `${part({ alg: "None" })}.${part(RIGHT)}.`],
    ["none, with a signature", hmacToken(RIGHT, { alg: "none" })],
    ["another HMAC", hmacToken(RIGHT, { alg: "HS512" })],
    ["no algorithm", hmacToken(RIGHT, {})],
    ["a list", hmacToken(RIGHT, { alg: ["HS256"] })],
  ])("refuses the algorithm %s, whatever else is right", (_, token) => {
    expect(judge(token)).toMatchObject({ ok: false, step: "signature", expected: "HS256" });
  });

  it("refuses a public key that is used as an HMAC secret", () => {
    const secret = EC.publicKey.export({ type: "spki", format: "pem" }).toString();
    const token = hmacToken(RIGHT, { alg: "HS256" }, secret);

    expect(judge(token, { description: by("ES256"), secret })).toMatchObject({
      ok: false,
      step: "signature",
    });
    expect(
      judge(hmacToken(RIGHT, { alg: "ES256" }, secret), { description: by("ES256"), secret }).ok,
    ).toBe(false);
  });

  it.each([
    ["two parts", hmacToken(RIGHT).split(".").slice(0, 2).join(".")],
    ["four parts", `${hmacToken(RIGHT)}.x`],
    ["padding", `${hmacToken(RIGHT)}=`],
    ["junk behind it", `${hmacToken(RIGHT)}!`],
    ["a header that is no JSON", hmacToken(RIGHT).replace(/^[^.]+/, part("{"))],
    ["claims that are a list", hmacToken([RIGHT])],
    ["a demanded extension", hmacToken(RIGHT, { alg: "HS256", crit: ["b64"], b64: false })],
    ["nothing", ""],
    ["a megabyte", `${part("x".repeat(20_000))}.${part(RIGHT)}.x`],
  ])("refuses a token with %s", (_, token) => {
    expect(judge(token).ok).toBe(false);
  });

  it("refuses another scheme, another secret and an empty one", () => {
    expect(judge(hmacToken(RIGHT), { scheme: "Basic " }).ok).toBe(false);
    expect(judge(hmacToken(RIGHT), { scheme: "" }).ok).toBe(false);
    expect(judge(hmacToken(RIGHT), { secret: "other" }).ok).toBe(false);
    expect(judge(hmacToken(RIGHT, { alg: "HS256" }, ""), { secret: "" }).ok).toBe(false);
  });

  it.each([
    ["HS384", hmacToken(RIGHT, { alg: "HS384" }), SECRET],
    ["HS512", hmacToken(RIGHT, { alg: "HS512" }), SECRET],
    ["ES256", keyToken(EC.privateKey, { alg: "ES256" }), JSON.stringify(jwk(EC.publicKey))],
    [
      "RS256",
      keyToken(RSA.privateKey, { alg: "RS256", kid: "b" }),
      JSON.stringify({ keys: [jwk(EC.publicKey, { kid: "a" }), jwk(RSA.publicKey, { kid: "b" })] }),
    ],
    [
      "EdDSA",
      keyToken(ED.privateKey, { alg: "EdDSA" }),
      ED.publicKey.export({ type: "spki", format: "pem" }).toString(),
    ],
  ] as const)("takes %s by its own kind of key", (algorithm, token, secret) => {
    const description = by(algorithm);

    expect(secretProblem(description, secret)).toBeNull();
    expect(judge(token, { description, secret })).toEqual({ ok: true, keyIndex: 0 });
    expect(judge(token, { description, secret, body: "{}" }).ok).toBe(false);
  });

  it.each([
    ["another name", { kid: "other" }],
    ["another algorithm", { alg: "ES384" }],
    ["another use", { use: "enc" }],
    ["an end", { expired_at: NOW }],
  ])("does not use a key that says %s", (_, more) => {
    const token = keyToken(EC.privateKey, { alg: "ES256", kid: "a" });
    const secret = JSON.stringify(jwk(EC.publicKey, more));

    expect(judge(token, { description: by("ES256"), secret })).toMatchObject({
      ok: false,
      step: "secret",
    });
  });

  it.each(["", "text", "{}", '{"keys":[]}', '{"kty":"oct","k":"AAAA"}', "[]", "null"])(
    "says that %j holds no key",
    (secret) => {
      expect(secretProblem(by("RS256"), secret)).not.toBeNull();
      expect(
        judge(keyToken(RSA.privateKey, { alg: "RS256" }), { description: by("RS256"), secret }).ok,
      ).toBe(false);
    },
  );

  it("judges a token without an age by what it says itself", () => {
    const { jwt } = hs256;
    if (jwt === undefined) throw new Error("the description has no rules");
    const { maxAgeSeconds: _, ...rest } = jwt;
    const description = { ...hs256, jwt: { ...rest, requiredClaims: ["exp"] } };
    const token = (claims: Claims) => judge(hmacToken({ ...RIGHT, ...claims }), { description });

    expect(token({ iat: NOW - 86_400 }).ok).toBe(true);
    expect(token({ exp: NOW - 300 }).ok).toBe(true);
    expect(token({ iat: NOW + 301 }).ok).toBe(false);
    expect(token({ exp: NOW - 301 }).ok).toBe(false);
    expect(token({ exp: undefined })).toMatchObject({ ok: false, step: "content" });
  });

  it("accepts no token that was changed anywhere", () => {
    const token = hmacToken(RIGHT);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    const characters = alphabet.split("");

    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...characters), (at, character) => {
        fc.pre(token[at] !== character);
        const changed = token.slice(0, at) + character + token.slice(at + 1);

        expect(judge(changed).ok).toBe(false);
      }),
    );
  });

  it("never throws, whatever is sent", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (token, secret) => {
        expect(judge(token, { secret })).toHaveProperty("ok");
        expect(judge(token, { secret, description: by("ES256") }).ok).toBe(false);
      }),
    );
  });
});
