import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encodeForForm,
  encodeForHeader,
  encodeForUrl,
  encodeForXml,
  fillJson,
  fillTemplate,
} from "../../../src/core/text/fill-template.ts";
import type { TemplateContext } from "../../../src/core/text/placeholder.ts";

const context = (payload: unknown): TemplateContext => ({
  payload,
  event: "push",
  entity: null,
  deliveryId: "dlv_1",
  headers: [],
  method: "POST",
  path: "/",
});

describe("fillTemplate", () => {
  it("encodes each value, the template not, and names what is missing", () => {
    const filled = fillTemplate("a&{{x}}&{{gone}}", context({ x: "b&c" }), encodeForUrl);

    expect(filled).toEqual({ text: "a&b%26c&%7B%7B%3Fgone%7D%7D", missing: ["gone"] });
  });

  it("looks through no value again", () => {
    const payload = { a: "{{b}}", b: "no" };

    expect(fillTemplate("{{a}}", context(payload), (value) => value).text).toBe("{{b}}");
  });
});

describe("fillJson", () => {
  it("keeps the kind of a value that stands alone, and escapes a piece of a text", () => {
    const payload = { n: 5, t: 'say "hi"\n\\', list: [{ id: 1 }, {}], o: { a: null } };
    const template =
      '{"n": {{n}}, "t": {{t}}, "in": "it: {{t}} \\"{{n}}\\"", "ids": {{list.*.id}}, "o": {{o}}, "gone": {{gone}}, "said": "{{gone}}"}';

    const { text, missing } = fillJson(template, context(payload));

    expect(JSON.parse(text)).toEqual({
      n: 5,
      t: payload.t,
      in: `it: ${payload.t} "5"`,
      ids: [1, null],
      o: { a: null },
      gone: null,
      said: "{{?gone}}",
    });
    expect(missing).toEqual(["gone", "gone"]);
  });

  it("stays JSON of the same shape whatever a sender wrote", () => {
    const template = '{"a": {{v}}, "b": "x {{v}} y", "{{v}}": 1, "c": ["\\\\", {{v}}]}';
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()), (v) => {
        const filled = JSON.parse(fillJson(template, context({ v })).text) as object;
        expect(Object.keys(filled).length).toBeLessThanOrEqual(4);
        expect(Object.keys(filled).length).toBeGreaterThanOrEqual(3);
        expect(filled).toHaveProperty(["c", "0"], "\\");
      }),
    );
  });
});

describe("the encoders", () => {
  it.each([
    [encodeForUrl, "a/b?c=d&e#f ü\ud800", "a%2Fb%3Fc%3Dd%26e%23f%20%C3%BC%EF%BF%BD"],
    [encodeForForm, "a b+c&d", "a+b%2Bc%26d"],
    [encodeForXml, `<a b="c">'&`, "&#60;a b=&#34;c&#34;&#62;&#39;&#38;"],
    [encodeForHeader, " a\r\nSet-Cookie: b\u0000ü ", "a Set-Cookie: b %C3%BC"],
  ])("%#", (encode, value, encoded) => {
    expect(encode(value)).toBe(encoded);
  });

  it("lets no value break out of a header", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        expect(encodeForHeader(value)).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });
});
