import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillUrl, originOf, urlTemplateProblem } from "../../../src/core/outbound/forward-url.ts";
import type { TemplateContext } from "../../../src/core/text/placeholder.ts";

const context = (payload: unknown): TemplateContext => ({
  payload,
  event: null,
  entity: null,
  deliveryId: "dlv_1",
  headers: [],
  method: "POST",
  path: "/",
});

function urlOf(template: string, payload: unknown = {}): string {
  const filled = fillUrl(template, context(payload));
  return filled.ok ? filled.url.href : `refused: ${filled.reason}`;
}

describe("urlTemplateProblem", () => {
  it.each([
    "https://example.org",
    "http://example.org:8080/a?b={{c}}",
    "https://[::1]/x",
    "https://example.org/{{a}}/{{$delivery.id}}",
  ])("takes %s", (template) => {
    expect(urlTemplateProblem(template)).toBeNull();
  });

  it.each([
    ["", /begin with/],
    ["example.org/a", /begin with/],
    ["ftp://example.org/", /begin with/],
    ["{{url}}", /begin with/],
    ["https:///a", /begin with/],
    ["https://{{host}}/a", /sender's choice/],
    ["https://a.{{host}}", /sender's choice/],
    ["https://example.org:{{port}}/", /sender's choice/],
    ["https://exa mple.org/", /no URL/],
    ["https://me:pw@example.org/", /in headers/],
    ["https://example.org/#x", /fragment/],
    ["https://example.org/a/../b", /\.\./],
    ["https://example.org/%2e%2e/b", /\.\./],
  ])("refuses %j", (template, problem) => {
    expect(urlTemplateProblem(template)).toMatch(problem);
  });
});

describe("fillUrl", () => {
  it("encodes values in path and query", () => {
    expect(urlOf("https://e.org/a/{{x}}?q={{x}}", { x: "b/../c?d&e#f@g" })).toBe(
      "https://e.org/a/b%2F..%2Fc%3Fd%26e%23f%40g?q=b%2F..%2Fc%3Fd%26e%23f%40g",
    );
  });

  it.each([
    ["..", ""],
    [".", "."],
    [".", ""],
    ["%2e", "%2E"],
    ["", ".."],
  ])("lets no value climb: %j and %j", (a, b) => {
    const shown = urlOf("https://e.org/api/{{a}}{{b}}/x", { a, b });

    expect(shown === "refused: would have a value climb in its path").toBe(!a.includes("%"));
    if (a.includes("%")) expect(shown).toBe("https://e.org/api/%252e%252E/x");
  });

  it("leaves no part of the path empty: that is another place", () => {
    expect(urlOf("https://e.org/items/{{a}}", { a: "" })).toBe(
      "refused: would have an empty value as a part of its path",
    );
    expect(urlOf("https://e.org/{{a}}{{b}}/x//", { a: "", b: "b" })).toBe("https://e.org/b/x//");
    expect(urlOf("https://e.org/items?of={{a}}/", { a: "" })).toBe("https://e.org/items?of=/");
  });

  it("makes no URL where a value is missing", () => {
    expect(urlOf("https://e.org/{{gone}}")).toMatch(
      /^refused: needs \{\{gone\}\}, which has no value/,
    );
  });

  it("never leaves the owner's host and path, whatever a sender wrote", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (x) => {
        const filled = fillUrl("https://e.org/api/{{x}}/end?q={{x}}", context({ x }));
        if (!filled.ok) return;
        expect(filled.url.origin).toBe("https://e.org");
        expect(filled.url.pathname).toMatch(/^\/api\/[^/]*\/end$/);
        expect(filled.url.hash).toBe("");
      }),
    );
  });
});

it("says where a template leads", () => {
  expect(originOf("http://2130706433/{{a}}")).toBe("http://127.0.0.1");
  expect(originOf("https://E.org:443/a")).toBe("https://e.org");
  expect(originOf("nonsense")).toBeNull();
});
