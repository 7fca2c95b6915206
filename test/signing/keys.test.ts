import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { VerifierDescription } from "../../src/core/settings/verifier.ts";
import { keyProblem, readKeys } from "../../src/signing/keys.ts";
import { writePublicKey } from "./key-pairs.ts";

type Rule = Pick<VerifierDescription, "algorithm" | "key">;

const hmac = (key: Rule["key"]): Rule => ({ algorithm: "sha256", key });
const ed25519 = generateKeyPairSync("ed25519").publicKey;
const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;
const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey;
const shortRsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;

function bytesOf(rule: Rule, secret: string): string | null {
  const keys = readKeys(rule, [secret]);
  return keys.ok ? (keys.value[0]?.key.export().toString("hex") ?? null) : null;
}

describe("readKeys", () => {
  it.each([
    ["utf8", "whsec_é", Buffer.from("whsec_é").toString("hex")],
    ["base64", "AP8=", "00ff"],
    ["hex", "00FF", "00ff"],
    ["whsec", "whsec_AP8=", "00ff"],
    ["whsec", "v1,whsec_AP8=", "00ff"],
    ["whsec", "AP8=", "00ff"],
  ] as const)("reads a key of the form %s: %j", (form, secret, hex) => {
    expect(bytesOf(hmac(form), secret)).toBe(hex);
  });

  it.each([
    ["utf8", ""],
    ["base64", ""],
    ["base64", "not base64"],
    ["base64", "AP9="],
    ["hex", "0"],
    ["whsec", "whsec_"],
    ["whsec", "v1,whsec_"],
    ["whsec", "whsec_AP8"],
  ] as const)("refuses %s %j: an empty or unreadable secret is no key", (form, secret) => {
    expect(readKeys(hmac(form), [secret])).toMatchObject({ ok: false, step: "secret" });
  });

  it.each(["whpk", "ed25519-hex", "ed25519-base64", "spki-base64", "pem"] as const)(
    "reads an Ed25519 key of the form %s",
    (key) => {
      expect(keyProblem({ algorithm: "ed25519", key }, writePublicKey(ed25519, key))).toBeNull();
    },
  );

  it.each([
    ["a key of another type", { algorithm: "ed25519", key: "pem" }, p256],
    ["another curve", { algorithm: "ecdsa-p256-sha256", key: "pem" }, p384],
    ["an RSA key that is too short", { algorithm: "rsa-sha256", key: "spki-base64" }, shortRsa],
    ["a key instead of 32 bytes", { algorithm: "ed25519", key: "ed25519-hex" }, null],
    ["no PEM", { algorithm: "rsa-sha1", key: "pem" }, null],
    ["no SPKI", { algorithm: "rsa-sha1", key: "spki-base64" }, null],
  ] as const)("refuses %s", (_, rule, publicKey) => {
    const text = publicKey === null ? "abcd" : writePublicKey(publicKey, rule.key);

    expect(keyProblem(rule, text)).toMatch(/key/);
  });

  it("keeps the places of the keys that can be read", () => {
    const keys = readKeys(hmac("base64"), ["junk!", "AP8="]);

    expect(keys.ok && keys.value.map(({ index }) => index)).toEqual([1]);
  });

  it("refuses a list without a key", () => {
    expect(readKeys(hmac("utf8"), [])).toMatchObject({ ok: false, reason: "no secret is set" });
  });

  it("never names the secret", () => {
    const verdict = readKeys(hmac("base64"), ["my secret!"]);

    expect(JSON.stringify(verdict)).not.toContain("my secret");
  });

  it("reads more keys than it keeps", () => {
    for (let index = 0; index < 600; index++)
      expect(bytesOf(hmac("utf8"), `k${index}`)).toBe(Buffer.from(`k${index}`).toString("hex"));
  });
});
