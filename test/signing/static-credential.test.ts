import { describe, expect, it } from "vitest";
import type { VerifierDescription } from "../../src/core/settings/verifier.ts";
import { verifyRequest } from "../../src/signing/verify.ts";

const SECRET = "user:pass:wörd";
const plain: VerifierDescription = { kind: "static", signature: [{ header: "x-token" }] };
const basic: VerifierDescription = {
  kind: "static",
  signature: [{ header: "authorization" }],
  credential: "basic",
};
const bearer: VerifierDescription = { ...basic, credential: "bearer" };
const items: VerifierDescription = {
  kind: "static",
  signature: [{ json: "value.*.state" }],
  credential: "every_item",
};

function judge(
  description: VerifierDescription,
  given: { headers?: Array<[string, string]>; body?: unknown; url?: string },
  secrets = [SECRET],
) {
  const body = Buffer.from(given.body === undefined ? "" : JSON.stringify(given.body));
  const request = { method: "POST", url: given.url ?? "/", headers: given.headers ?? [], body };
  return verifyRequest(description, request, secrets, 0);
}

const basicOf = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

describe("verifyStatic", () => {
  it("takes the credential byte for byte, and says which secret it was", () => {
    const request = { headers: [["x-token", "new"]] as Array<[string, string]> };

    expect(judge(plain, request, ["new", "old"])).toEqual({ ok: true, keyIndex: 0 });
    expect(judge(plain, request, ["newer", "new"])).toEqual({ ok: true, keyIndex: 1 });
  });

  it.each(["ne", "new ", "New", "newer", "Bearer new"])("refuses %j", (seen) => {
    const verdict = judge(plain, { headers: [["x-token", seen]] }, ["new"]);

    expect(verdict).toMatchObject({ ok: false, step: "comparison" });
  });

  it("keeps a password with colons and letters outside ASCII apart from others", () => {
    expect(judge(basic, { headers: [["authorization", basicOf(SECRET)]] }).ok).toBe(true);
    expect(judge(basic, { headers: [["authorization", basicOf("user:pass")]] }).ok).toBe(false);
  });

  it.each([
    [bearer, "bearer abc", true],
    [bearer, "BEARER  abc", true],
    [bearer, "Basic abc", false],
    [bearer, "abc", false],
    [bearer, "Bearer", false],
    [bearer, "Bearer abc def", false],
    [basic, "Basic YWJj", true],
    [basic, "Basic YWJj!", false],
    [basic, "Basic YWJ", false],
    [basic, "Bearer YWJj", false],
  ])("judges the scheme of %#: %j", (description, authorization, ok) => {
    expect(judge(description, { headers: [["authorization", authorization]] }, ["abc"]).ok).toBe(
      ok,
    );
  });

  it.each([
    ["every item right", { value: [{ state: SECRET }, { state: SECRET }] }, true],
    ["one item wrong", { value: [{ state: SECRET }, { state: "x" }] }, false],
    ["one item without it", { value: [{ state: SECRET }, {}] }, false],
    ["one item that is no text", { value: [{ state: SECRET }, { state: [SECRET] }] }, false],
    ["no item", { value: [] }, false],
    ["no list", { value: { "*": { state: SECRET } } }, false],
    ["no body", undefined, false],
  ])("judges a list with %s", (_, body, ok) => {
    expect(judge(items, { body }).ok).toBe(ok);
  });

  it("takes items of a body that is a list itself", () => {
    const list: VerifierDescription = { ...items, signature: [{ json: "*.state" }] };

    expect(judge(list, { body: [{ state: SECRET }] }).ok).toBe(true);
  });

  it("refuses a repeated query parameter, whichever comes first", () => {
    const query: VerifierDescription = { kind: "static", signature: [{ query: "token" }] };

    expect(judge(query, { url: "/x?token=abc" }, ["abc"]).ok).toBe(true);
    expect(judge(query, { url: "/x?token=abc&token=x" }, ["abc"]).ok).toBe(false);
    expect(judge(query, { url: "/x?token=x&token=abc" }, ["abc"]).ok).toBe(false);
  });

  it("reads a query credential from the request, never from the public URL", () => {
    const query: VerifierDescription = { kind: "static", signature: [{ query: "token" }] };
    const request = { method: "POST", url: "/x", headers: [], body: new Uint8Array() };
    const publicUrl = "https://a.example/x?token=abc";

    expect(verifyRequest(query, { ...request, publicUrl }, ["abc"], 0).ok).toBe(false);
  });

  it("never names the credential that it saw, nor the right one", () => {
    const verdict = judge(plain, { headers: [["x-token", "seen-credential"]] }, ["right-one"]);

    expect(JSON.stringify(verdict)).not.toMatch(/seen-credential|right-one/);
  });
});
