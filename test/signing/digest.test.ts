import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { computeDigest, type DigestDescription } from "../../src/signing/digest.ts";

const of = (kind: "hmac" | "hash"): DigestDescription => ({
  kind,
  algorithm: "sha256",
  signature: [{ header: "x-sig" }],
  encoding: "hex",
  content: ["body"],
});

describe("computeDigest", () => {
  it("computes HMAC over the pieces in a row (RFC 4231, test case 2)", () => {
    const content = ["what do ya ", Buffer.from("want for nothing?")];

    const digest = computeDigest(of("hmac"), createSecretKey(Buffer.from("Jefe")), content);

    expect(digest.toString("hex")).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });

  it("leaves the key out of a plain hash", () => {
    const digest = computeDigest(of("hash"), createSecretKey(Buffer.from("any")), ["a", "bc"]);

    expect(digest.toString("hex")).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});
