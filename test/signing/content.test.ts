import { describe, expect, it } from "vitest";
import type { SignedPart } from "../../src/core/settings/verifier.ts";
import {
  describeContent,
  joinContent,
  readContent,
  type ContentFacts,
} from "../../src/signing/content.ts";
import { readValues } from "../../src/signing/read-value.ts";

const request = {
  method: "POST",
  url: "https://a.example/x?y=1",
  headers: [["x-id", "id-1"]] as Array<[string, string]>,
  body: Buffer.from('{"a":1}'),
};
const facts: ContentFacts = {
  request,
  reader: readValues(request),
  timestamp: "17",
  secret: () => Buffer.from("s"),
};

describe("readContent", () => {
  it("joins the pieces in the order of the description, without a separator", () => {
    const parts: SignedPart[] = [
      ...(["secret", "method", "url", "timestamp"] as const),
      { literal: "." },
      { header: "X-Id" },
      { json: "a" },
      "body",
    ];

    const content = readContent(parts, facts);

    const text = content.ok ? joinContent(content.value).toString() : "";
    expect(text).toBe('sPOSThttps://a.example/x?y=117.id-11{"a":1}');
  });

  it("hands the body over as the bytes that came", () => {
    const content = readContent(["body"], facts);

    expect(content.ok && content.value[0]).toBe(request.body);
  });

  it.each([
    ["a header that is missing", { header: "x-none" }, facts],
    ["a field that is missing", { json: "b" }, facts],
    ["a time that is missing", "timestamp", { ...facts, timestamp: undefined }],
    ["a URL that is not known", "url", { ...facts, request: { ...request, url: "/hooks/x" } }],
  ] as ReadonlyArray<[string, SignedPart, ContentFacts]>)("refuses %s", (_, part, given) => {
    expect(readContent([part], given)).toMatchObject({ ok: false, step: "content" });
  });

  it("takes the public URL for the URL that is signed", () => {
    const given = { ...facts, request: { ...request, publicUrl: "https://b.example/y" } };

    expect(readContent(["url"], given)).toEqual({ ok: true, value: ["https://b.example/y"] });
  });

  it("says that public_url mends an unknown URL", () => {
    const given = { ...facts, request: { ...request, url: "/hooks/x" } };

    expect(readContent(["url"], given)).toMatchObject({
      mend: expect.stringContaining("public_url") as string,
    });
  });
});

describe("describeContent", () => {
  it("says the pieces in words", () => {
    expect(
      describeContent([
        "timestamp",
        { literal: "." },
        { header: "X-Id" },
        { json: "a" },
        { form: "f" },
        "body",
      ]),
    ).toBe('timestamp + "." + header x-id + body field a + form field f + body');
  });
});
