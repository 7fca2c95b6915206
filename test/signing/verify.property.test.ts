import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { VerifierDescription } from "../../src/core/settings/verifier.ts";
import { verifyRequest } from "../../src/signing/verify.ts";
import { SOURCES } from "../../src/sources/table.ts";
import { propertyRuns } from "../property-runs.ts";
import { makeKeyTexts } from "./key-pairs.ts";
import { judge, NOW_MS, requestOf, SECRET, signed, withHeader } from "./signed-request.ts";

const PUBLIC_KEYS = (["ed25519", "ecdsa-p256-sha256", "rsa-sha1", "rsa-sha256"] as const).map(
  (algorithm): VerifierDescription => ({
    kind: "public_key",
    algorithm,
    signature: [{ header: "x-sig" }],
    encoding: "base64",
    content: ["body"],
    key: "spki-base64",
  }),
);

describe("verifyRequest, for whatever comes", () => {
  it("accepts exactly the signed bytes", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, flip) => {
          const request = signed(requestOf(bytes));
          const changed = Uint8Array.from(bytes);
          const index = at % bytes.length;
          changed[index] = (changed[index] ?? 0) ^ flip;

          expect(judge(request).ok).toBe(true);
          expect(judge({ ...request, body: changed }).ok).toBe(false);
          expect(judge({ ...request, body: bytes.subarray(1) }).ok).toBe(false);
        },
      ),
      { numRuns: propertyRuns(300) },
    );
  });

  it("accepts no other signature, time, secret or id", () => {
    const request = signed();
    const right = request.headers[1]?.[1] ?? "";
    const value = fc.oneof(fc.string(), fc.stringMatching(/^t=1760000000,v1=[0-9a-f]{64}$/));
    fc.assert(
      fc.property(value, fc.string(), (other, text) => {
        fc.pre(other.toLowerCase() !== right && text !== SECRET && text !== "id-1");

        expect(judge(withHeader(request, "x-sig", () => other)).ok).toBe(false);
        expect(judge(request, [text]).ok).toBe(false);
        expect(judge(withHeader(request, "x-id", () => text)).ok).toBe(false);
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it("never throws, whatever a sender sends to whichever preset", () => {
    const verifiers = Object.values(SOURCES).flatMap(({ verifier }) =>
      verifier === undefined ? [] : [verifier],
    );
    const names = verifiers.flatMap((each) => [
      ...(each.signature ?? []).flatMap((place) => ("header" in place ? [place.header] : [])),
      ...(each.timestamp !== undefined && "header" in each.timestamp.from
        ? [each.timestamp.from.header]
        : []),
    ]);
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("", "sha256=", "v1,", "t=1,v1=00", "Bearer ", "\u00ff\u0000"),
    );
    const anyRequest = fc.record({
      method: fc.constantFrom("POST", "GET"),
      url: fc.oneof(fc.webUrl(), text),
      headers: fc.array(fc.tuple(fc.constantFrom(...names, "webhook-id", "svix-id"), text), {
        maxLength: 6,
      }),
      body: fc.oneof(
        fc.uint8Array(),
        fc.json().map((json) => Buffer.from(json)),
      ),
    });
    fc.assert(
      fc.property(fc.constantFrom(...verifiers), anyRequest, text, (verifier, request, secret) => {
        expect(verifyRequest(verifier, request, [secret], NOW_MS)).toHaveProperty("ok");
      }),
      { numRuns: propertyRuns(2000) },
    );
  });

  it.each(PUBLIC_KEYS)(
    "takes no random signature for one of $algorithm, and never throws",
    (verifier) => {
      const { publicText } = makeKeyTexts(verifier);
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
          const signature = Buffer.from(bytes).toString("base64");
          const request = { ...requestOf(), headers: [["x-sig", signature]] as const };

          expect(verifyRequest(verifier, request, [publicText], NOW_MS).ok).toBe(false);
        }),
        { numRuns: propertyRuns(50) },
      );
    },
  );
});
