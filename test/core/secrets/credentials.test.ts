import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  credentialPlaces,
  hideCredentials,
  type CredentialPlaces,
} from "../../../src/core/secrets/credentials.ts";
import type { HeaderList } from "../../../src/core/records/delivery.ts";
import { fingerprint } from "../../../src/core/secrets/fingerprint.ts";

const NONE: CredentialPlaces = { headers: [], query: [], json: [], form: [] };
const SECRET = "top-secret-value";
const SHOWN = fingerprint(SECRET);

function hideHeaders(headers: HeaderList, places = NONE): HeaderList {
  return hideCredentials({ headers, path: "/", body: new Uint8Array() }, places).headers;
}

function hidePath(path: string, places = NONE): string {
  return hideCredentials({ headers: [], path, body: new Uint8Array() }, places).path;
}

function hideBody(body: string, places: Partial<CredentialPlaces>): string {
  const request = { headers: [], path: "/", body: Buffer.from(body) };
  return Buffer.from(hideCredentials(request, { ...NONE, ...places }).body).toString();
}

describe("hideCredentials in headers", () => {
  it.each([
    "authorization",
    "proxy-authorization",
    "cookie",
    "x-api-key",
    "x-gitlab-token",
    "x-telegram-bot-api-secret-token",
    "x-auth-token",
    "x-hook-secret",
    "cf-webhook-auth",
    "token",
  ])("hides %s", (name) => {
    expect(hideHeaders([[name, SECRET]])).toEqual([[name, SHOWN]]);
  });

  it.each(["Bearer", "Basic", "bearer", "Token"])("keeps the scheme %s", (scheme) => {
    expect(hideHeaders([["authorization", `${scheme} ${SECRET}`]])).toEqual([
      ["authorization", `${scheme} ${SHOWN}`],
    ]);
  });

  it("hides the header that the verifier names, and every repeat of it", () => {
    const headers: HeaderList = [
      ["x-own", SECRET],
      ["x-own", SECRET],
      ["x-other", SECRET],
    ];

    expect(hideHeaders(headers, { ...NONE, headers: ["x-own"] })).toEqual([
      ["x-own", SHOWN],
      ["x-own", SHOWN],
      ["x-other", SECRET],
    ]);
  });

  it("keeps signatures, ids and all else as they are", () => {
    const headers: HeaderList = [
      ["x-hub-signature-256", "sha256=abc"],
      ["x-github-delivery", "1"],
      ["idempotency-key", "k"],
      ["content-type", "application/json"],
    ];

    expect(hideHeaders(headers)).toEqual(headers);
  });
});

describe("hideCredentials in the path", () => {
  it.each([
    ["/hooks/a?token=top-secret-value", `/hooks/a?token=${SHOWN}`],
    ["/a?x=1&access_token=top-secret-value&y=2", `/a?x=1&access_token=${SHOWN}&y=2`],
    ["/a?API_KEY=top-secret-value", `/a?API_KEY=${SHOWN}`],
    ["/a?accessToken=top-secret-value", `/a?accessToken=${SHOWN}`],
    ["/a?%74oken=top%2Dsecret-value", `/a?%74oken=${SHOWN}`],
    ["/a?token=top-secret-value&token=top-secret-value", `/a?token=${SHOWN}&token=${SHOWN}`],
    ["/a?secret=top-secret-value", `/a?secret=${SHOWN}`],
    ["/a?key=top-secret-value", `/a?key=${SHOWN}`],
    ["/a?token=", "/a?token="],
    ["/a?page=1&monkey=2&%zz=3", "/a?page=1&monkey=2&%zz=3"],
    ["/token=x/a", "/token=x/a"],
  ])("makes %s into %s", (path, expected) => {
    expect(hidePath(path)).toBe(expected);
  });

  it("hides the whole value where it holds a ; or a =", () => {
    expect(hidePath("/a?token=ab;cd=ef")).toBe(`/a?token=${fingerprint("ab;cd=ef")}`);
  });

  it("hides the parameter that the verifier names", () => {
    expect(hidePath("/a?hub=top-secret-value", { ...NONE, query: ["hub"] })).toBe(
      `/a?hub=${SHOWN}`,
    );
  });
});

describe("hideCredentials in the body", () => {
  it("hides a field of a JSON body, however it is escaped", () => {
    const body = String.raw`{"state": "top\u002dsecret-value", "again": ["top-secret-value"], "n": 1}`;

    expect(hideBody(body, { json: ["state"] })).toBe(
      `{"state":"${SHOWN}","again":["${SHOWN}"],"n":1}`,
    );
  });

  it("hides the field of every item", () => {
    const body = JSON.stringify({
      value: [{ clientState: SECRET }, { clientState: SECRET, a: 1 }, {}],
    });

    expect(hideBody(body, { json: ["value.*.clientState"] })).toBe(body.replaceAll(SECRET, SHOWN));
  });

  it("hides a field of a form", () => {
    expect(hideBody("a=1&tok=top-secret%2dvalue&b=%zz", { form: ["tok"] })).toBe(
      `a=1&tok=${SHOWN}&b=%zz`,
    );
  });

  it.each(['{"a": 1.0, "b": "top-secret-value"}', "not json", "", "[1, 2"])(
    "gives %j back byte for byte",
    (body) => {
      expect(hideBody(body, { json: ["state", "a"] })).toBe(body);
    },
  );

  it("leaves a body alone where no place is named", () => {
    const body = new Uint8Array([0xff, 0x00, 0x22]);

    expect(hideCredentials({ headers: [], path: "/?a", body }, NONE).body).toBe(body);
  });
});

describe("properties of hidden credentials", () => {
  it("leaves no credential in headers, path or body", () => {
    const secret = fc
      .string({ unit: "grapheme", minLength: 8 })
      .filter((text) => text.trim() === text && !text.includes("fingerprint"));
    fc.assert(
      fc.property(secret, (credential) => {
        const hidden = hideCredentials(
          {
            headers: [
              ["authorization", `Bearer ${credential}`],
              ["x-own", credential],
            ],
            path: `/a?token=${encodeURIComponent(credential)}`,
            body: Buffer.from(JSON.stringify({ a: { b: credential } })),
          },
          { headers: ["x-own"], query: [], json: ["a.b"], form: [] },
        );

        const shown = fingerprint(credential);
        expect(hidden.headers).toEqual([
          ["authorization", `Bearer ${shown}`],
          ["x-own", shown],
        ]);
        expect(hidden.path).toBe(`/a?token=${shown}`);
        expect(Buffer.from(hidden.body).toString()).toBe(`{"a":{"b":"${shown}"}}`);
      }),
    );
  });
});

describe("credentialPlaces", () => {
  it("names the places of a static verifier", () => {
    const signature = [{ header: "X-Token" }, { query: "t" }, { json: "a.b" }, { form: "f" }];

    expect(credentialPlaces({ kind: "static", signature })).toEqual({
      headers: ["x-token"],
      query: ["t"],
      json: ["a.b"],
      form: ["f"],
    });
  });

  it("names none for a signature, and none without a verifier", () => {
    expect(credentialPlaces({ kind: "hmac", signature: [{ header: "x-sig" }] })).toEqual(NONE);
    expect(credentialPlaces(undefined)).toEqual(NONE);
  });
});
