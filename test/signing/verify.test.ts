import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { VerifierDescription } from "../../src/core/settings/verifier.ts";
import { verifyRequest, type SignedRequest } from "../../src/signing/verify.ts";
import { signRequest } from "../../src/signing/sign.ts";
import {
  DESCRIPTION,
  judge,
  NOW_MS,
  requestOf,
  SECRET,
  signed,
  withHeader,
} from "./signed-request.ts";

describe("verifyRequest", () => {
  it("accepts what was signed, and says by which secret", () => {
    expect(judge(signed())).toEqual({ ok: true, keyIndex: 0 });
    expect(judge(signed(), ["new one", SECRET])).toEqual({ ok: true, keyIndex: 1 });
  });

  it("computes what the description says, by an independent sum", () => {
    const digest = createHmac("sha256", SECRET).update('id-1.1760000000.{"a":1}').digest("hex");
    const request = requestOf();
    const value = `t=1760000000,v0=junk,v1=${digest.toUpperCase()}`;

    expect(judge({ ...request, headers: [...request.headers, ["x-sig", value]] }).ok).toBe(true);
  });

  it("accepts any of several signatures", () => {
    const twice = withHeader(signed(), "x-sig", (value) => `v1=${"0".repeat(64)},${value}`);

    expect(judge(twice).ok).toBe(true);
  });

  it.each([
    ["description", "a description that makes no sense", { ...DESCRIPTION, content: [] }, signed()],
    ["signature", "no signature", DESCRIPTION, requestOf()],
    [
      "signature",
      "a signature that is a byte short",
      DESCRIPTION,
      withHeader(signed(), "x-sig", (value) => value.slice(0, -2)),
    ],
    [
      "signature",
      "junk after the signature",
      DESCRIPTION,
      withHeader(signed(), "x-sig", (value) => `${value}zz`),
    ],
    [
      "signature",
      "base64 instead of hex",
      DESCRIPTION,
      withHeader(signed(), "x-sig", () => "t=1760000000,v1=AP8="),
    ],
    [
      "signature",
      "letters outside ASCII",
      DESCRIPTION,
      withHeader(signed(), "x-sig", (value) => `${value}\u00e9`),
    ],
    [
      "timestamp",
      "no time",
      DESCRIPTION,
      withHeader(signed(), "x-sig", (value) => value.replace(/t=\d+,/, "")),
    ],
    [
      "timestamp",
      "two times",
      DESCRIPTION,
      withHeader(signed(), "x-sig", (value) => `t=1760000000,${value}`),
    ],
    [
      "timestamp",
      "a time with an exponent",
      DESCRIPTION,
      withHeader(signed(), "x-sig", (value) => value.replace("1760000000", "1.76e9")),
    ],
    ["timestamp", "an old request", DESCRIPTION, signed(requestOf(), SECRET, NOW_MS - 301_000)],
    [
      "timestamp",
      "a request of the future",
      DESCRIPTION,
      signed(requestOf(), SECRET, NOW_MS + 301_000),
    ],
    [
      "content",
      "a signed header that is repeated",
      DESCRIPTION,
      { ...signed(), headers: [...signed().headers, ["x-id", "id-1"]] },
    ],
    [
      "content",
      "a signed header that is missing",
      DESCRIPTION,
      { ...signed(), headers: signed().headers.slice(1) },
    ],
    [
      "comparison",
      "another time",
      DESCRIPTION,
      withHeader(signed(), "x-sig", (value) => value.replace("t=1760000000", "t=1760000001")),
    ],
    ["comparison", "another id", DESCRIPTION, withHeader(signed(), "x-id", () => "id-2")],
    ["comparison", "another body", DESCRIPTION, { ...signed(), body: Buffer.from('{"a":1} ') }],
    ["comparison", "another secret", DESCRIPTION, signed(requestOf(), "another")],
  ] as ReadonlyArray<[string, string, VerifierDescription, SignedRequest]>)(
    "stops at the step %s for %s",
    (step, _, description, request) => {
      expect(verifyRequest(description, request, [SECRET], NOW_MS)).toMatchObject({
        ok: false,
        step,
      });
    },
  );

  it.each([[[]], [[""]]])("stops at the step secret for %j", (secrets: string[]) => {
    expect(judge(signed(), secrets)).toMatchObject({ ok: false, step: "secret" });
  });

  it("refuses a repeated signature header, though each of them is right", () => {
    const request = signed();
    const twice = { ...request, headers: [...request.headers, ...request.headers.slice(1)] };

    expect(judge(twice)).toMatchObject({ step: "signature", reason: "header x-sig is repeated" });
  });

  it("does not fall back to the next place where the first is there but wrong", () => {
    const request = signed();
    const value = request.headers[1]?.[1] ?? "";
    const headers = [
      ["x-id", "id-1"],
      ["x-old-sig", value],
    ] as const;

    expect(judge({ ...request, headers }).ok).toBe(true);
    expect(judge({ ...request, headers: [...headers, ["x-sig", "t=1,v1=00"]] }).ok).toBe(false);
    expect(judge({ ...request, headers: [...headers, ["x-sig", ""]] }).ok).toBe(false);
  });

  it("judges a time in the body only once the body is the sender's", () => {
    const inBody: VerifierDescription = {
      ...DESCRIPTION,
      syntax: undefined,
      content: ["body"],
      timestamp: { from: { json: "at" }, unit: "milliseconds", toleranceSeconds: 60 },
    };
    const request = requestOf(Buffer.from(`{"at":${NOW_MS - 61_000}}`));
    const headers = [...request.headers, ...signRequest(inBody, request, SECRET, NOW_MS)];

    expect(verifyRequest(inBody, { ...request, headers }, [SECRET], NOW_MS)).toMatchObject({
      step: "timestamp",
    });
    expect(verifyRequest(inBody, { ...request, headers }, ["other"], NOW_MS)).toMatchObject({
      step: "comparison",
    });
    expect(verifyRequest(inBody, { ...request, headers }, [SECRET], NOW_MS - 1000).ok).toBe(true);
  });

  it("names neither the secret nor the right signature, and cuts the one it saw", () => {
    const right = signed().headers[1]?.[1] ?? "";
    const wrong = withHeader(signed(requestOf(), "another"), "x-id", (value) => value);

    const words = JSON.stringify(judge(wrong));

    expect(words).not.toContain(SECRET);
    expect(words).not.toContain(right.slice(-64));
    expect(words).not.toContain((wrong.headers[1]?.[1] ?? "").slice(-64));
  });
});
