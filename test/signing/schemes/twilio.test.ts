import { createHash, createHmac } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verifyRequest } from "../../../src/signing/verify.ts";
import { findSource } from "../../../src/sources/table.ts";

const TOKEN = "12345";
const URL_TEXT = "https://hooks.example.com/hooks/sms";
const FORM = "application/x-www-form-urlencoded";

function sign(url: string, fields = ""): string {
  return createHmac("sha1", TOKEN)
    .update(url + fields)
    .digest("base64");
}

function judge(given: {
  signature: string;
  body?: string;
  type?: string;
  url?: string;
  publicUrl?: string;
}) {
  const verifier = findSource("twilio")?.verifier;
  if (verifier === undefined) throw new Error("twilio is gone");
  const request = {
    method: "POST",
    url: given.url ?? "/hooks/sms",
    publicUrl: given.publicUrl ?? URL_TEXT,
    headers: [
      ["content-type", given.type ?? FORM],
      ["x-twilio-signature", given.signature],
    ] as const,
    body: Buffer.from(given.body ?? ""),
  };
  return verifyRequest(verifier, request, [TOKEN], 0);
}

describe("twilio", () => {
  it("covers the registered URL and the sorted fields of a form", () => {
    const body = "b=2&a=1&b=1&b=2";

    expect(judge({ signature: sign(URL_TEXT, "a1b1b2"), body }).ok).toBe(true);
    expect(judge({ signature: sign(URL_TEXT, "a1b1b2"), body: `${body}&c=` }).ok).toBe(false);
    expect(judge({ signature: sign(URL_TEXT), body }).ok).toBe(false);
  });

  it("adds the query as requested, which Twilio adds to the registered URL", () => {
    const body = '{"a":1}';
    const hash = createHash("sha256").update(body).digest("hex");
    const url = `/hooks/sms?bodySHA256=${hash}`;
    const signature = sign(`${URL_TEXT}?bodySHA256=${hash}`);

    expect(judge({ signature, body, type: "application/json", url }).ok).toBe(true);
    expect(judge({ signature, body: '{"a":2}', type: "application/json", url }).ok).toBe(false);
  });

  it("refuses a body that no signature covers", () => {
    const signature = sign(URL_TEXT);

    expect(judge({ signature, body: '{"a":1}', type: "application/json" })).toMatchObject({
      ok: false,
      step: "content",
    });
    expect(judge({ signature, body: "a=1", type: "text/plain" }).ok).toBe(false);
    expect(judge({ signature }).ok).toBe(true);
  });

  it("refuses two body hashes, one of which is right", () => {
    const body = "[]";
    const hash = createHash("sha256").update(body).digest("hex");
    const query = `bodySHA256=${hash}&bodySHA256=${"0".repeat(64)}`;
    const signature = sign(`${URL_TEXT}?${query}`);

    expect(
      judge({ signature, body, type: "application/json", url: `/hooks/sms?${query}` }).ok,
    ).toBe(false);
  });

  it.each(["https://hooks.example.com:443/hooks/sms", "https://hooks.example.com/hooks/sms"])(
    "takes the URL with its standard port or without: %s",
    (url) => {
      expect(judge({ signature: sign(url) }).ok).toBe(true);
    },
  );

  it.each(["http://hooks.example.com/hooks/sms", "https://other.example.com/hooks/sms"])(
    "refuses a signature over %s",
    (url) => {
      expect(judge({ signature: sign(url) }).ok).toBe(false);
    },
  );

  it("never throws, whatever is sent", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (url, body, signature) => {
        expect(judge({ signature, body, publicUrl: url }).ok).toBe(false);
      }),
    );
  });
});
