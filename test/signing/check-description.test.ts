import { describe, expect, it } from "vitest";
import type { VerifierDescription } from "../../src/core/settings/verifier.ts";
import { descriptionProblem } from "../../src/signing/check-description.ts";
import { SOURCES } from "../../src/sources/table.ts";

const HMAC: VerifierDescription = {
  kind: "hmac",
  algorithm: "sha256",
  signature: [{ header: "x-sig" }],
  encoding: "hex",
  content: ["body"],
};
const STATIC: VerifierDescription = { kind: "static", signature: [{ header: "x-token" }] };
const TIME = { from: { header: "x-time" }, unit: "seconds", toleranceSeconds: 300 } as const;

describe("descriptionProblem", () => {
  it.each([
    ["a plain HMAC", HMAC],
    ["a signed time", { ...HMAC, timestamp: TIME, content: ["timestamp", "body"] }],
    ["a time in the signed body", { ...HMAC, timestamp: { ...TIME, from: { json: "at" } } }],
    ["a static credential", STATIC],
    ["a hash that begins with the secret", { ...HMAC, kind: "hash", content: ["secret", "body"] }],
  ] as ReadonlyArray<[string, VerifierDescription]>)("takes %s", (_, description) => {
    expect(descriptionProblem(description)).toBeNull();
  });

  it.each([
    ["no verification at all", { kind: "none" }],
    ["no place of the signature", { ...HMAC, signature: undefined }],
    ["no algorithm", { ...HMAC, algorithm: undefined }],
    ["no encoding", { ...HMAC, encoding: undefined }],
    ["no content", { ...HMAC, content: undefined }],
    ["an algorithm of another kind", { ...HMAC, algorithm: "ed25519" }],
    ["a key of another kind", { ...HMAC, key: "pem" }],
    ["a text as public key", { ...HMAC, kind: "public_key", algorithm: "ed25519", key: "utf8" }],
    [
      "an Ed25519 key for RSA",
      { ...HMAC, kind: "public_key", algorithm: "rsa-sha256", key: "whpk" },
    ],
    ["a hash without the secret", { ...HMAC, kind: "hash" }],
    [
      "a public key as a secret",
      {
        ...HMAC,
        kind: "public_key",
        algorithm: "ed25519",
        key: "pem",
        content: ["secret", "body"],
      },
    ],
    ["content that covers nothing", { ...HMAC, content: [{ literal: "x" }] }],
    ["content that covers the time alone", { ...HMAC, content: ["timestamp"], timestamp: TIME }],
    ["a time that is not signed", { ...HMAC, timestamp: TIME }],
    [
      "a time in a body that is not signed",
      { ...HMAC, content: [{ json: "id" }], timestamp: { ...TIME, from: { json: "at" } } },
    ],
    ["a signed time that stands nowhere", { ...HMAC, content: ["timestamp", "body"] }],
    [
      "a time in a list without keys",
      { ...HMAC, content: ["timestamp", "body"], timestamp: { ...TIME, from: { sigField: "t" } } },
    ],
    ["a key without its separator", { ...HMAC, syntax: { key: "v1" } }],
    ["a separator without its key", { ...HMAC, syntax: { keySeparator: "=" } }],
    ["a credential beside a signature", { ...HMAC, credential: "bearer" }],
    ["an algorithm beside a credential", { ...STATIC, algorithm: "sha256" }],
    ["a decoded credential", { ...STATIC, key: "base64" }],
    ["every item of a header", { ...STATIC, credential: "every_item" }],
    [
      "every item of no list",
      { ...STATIC, signature: [{ json: "a.b" }], credential: "every_item" },
    ],
  ] as ReadonlyArray<[string, VerifierDescription]>)("refuses %s, in words", (_, description) => {
    expect(descriptionProblem(description)).toMatch(/.{15}/);
  });

  it.each(Object.values(SOURCES))("takes the preset $name", ({ verifier }) => {
    if (verifier !== undefined) expect(descriptionProblem(verifier)).toBeNull();
  });
});
