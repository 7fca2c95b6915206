import { describe, expect, it } from "vitest";
import { ValueSource, VerifierDescription } from "../../../src/core/settings/verifier.ts";

describe("ValueSource", () => {
  it.each([{ header: "X-Sig" }, { json: "a.b" }, { query: "t" }, { form: "f" }])(
    "takes %j",
    (place) => {
      expect(ValueSource.parse(place)).toEqual(place);
    },
  );

  it.each([{}, { header: "a b" }, { header: "" }, { header: "a", json: "b" }, { path: "x" }, "x"])(
    "refuses %j",
    (place) => {
      expect(ValueSource.safeParse(place).success).toBe(false);
    },
  );
});

describe("VerifierDescription", () => {
  it("reads a timestamped HMAC into camelCase", () => {
    const description = VerifierDescription.parse({
      kind: "hmac",
      algorithm: "sha256",
      signature: [{ header: "Stripe-Signature" }],
      syntax: { item_separator: ",", key_separator: "=", key: "v1" },
      timestamp: { from: { sig_field: "t" }, unit: "seconds", tolerance_seconds: 300 },
      content: ["timestamp", { literal: "." }, "body"],
    });

    expect(description).toMatchObject({
      syntax: { itemSeparator: ",", keySeparator: "=", key: "v1" },
      timestamp: { from: { sigField: "t" }, toleranceSeconds: 300 },
    });
  });

  it.each([
    { kind: "md5" },
    { kind: "hmac", algorithm: "md5" },
    { kind: "hmac", signature: [] },
    { kind: "hmac", content: ["everything"] },
    { kind: "hmac", timestamp: { from: { header: "t" }, unit: "days", tolerance_seconds: 1 } },
    { kind: "hmac", secret: "x" },
  ])("refuses %j", (description) => {
    expect(VerifierDescription.safeParse(description).success).toBe(false);
  });
});
