import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fingerprint } from "../../../src/core/secrets/fingerprint.ts";

describe("fingerprint", () => {
  const hex = createHash("sha256").update("my-token").digest("hex");

  it("shows 12 digits of the SHA-256", () => {
    expect(fingerprint("my-token")).toBe(`fingerprint:${hex.slice(0, 12)}`);
  });

  it("is the same for a secret and for its stored hash", () => {
    expect(fingerprint(`sha256:${hex}`)).toBe(fingerprint("my-token"));
  });

  it("takes a text that only looks like a hash as a secret", () => {
    expect(fingerprint("sha256:abc")).not.toBe("fingerprint:abc");
    expect(fingerprint("sha256:abc")).toMatch(/^fingerprint:[0-9a-f]{12}$/);
  });
});
