import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TemplateContext } from "../../../src/core/text/placeholder.ts";
import { renderTemplate } from "../../../src/core/text/template.ts";

function contextOf(payload: unknown, more: Partial<TemplateContext> = {}): TemplateContext {
  return {
    payload,
    event: "issues.opened",
    entity: "octo/site#42",
    deliveryId: "dlv_1",
    headers: [
      ["x-github-event", "issues"],
      ["x-twice", "a"],
      ["x-twice", "b"],
    ],
    method: "POST",
    path: "/hooks/site?a=1",
    names: { issue_title: "issue.title", issue_labels: "issue.labels.*.name" },
    ...more,
  };
}

const render = (template: string, payload: unknown, more: Partial<TemplateContext> = {}): string =>
  renderTemplate(template, contextOf(payload, more)).text;

describe("renderTemplate", () => {
  const payload = {
    title: "Crash",
    number: 42,
    price: 1.5,
    on: true,
    off: false,
    empty: "",
    none: null,
    issue: { title: "Deep", labels: [{ name: "bug" }, { name: "ui" }, {}] },
    labels: ["a", { b: 1 }, null, 3],
    nothing: [],
    "event-data": { id: 7 },
    größe: "XL",
    "a.b": "dotted",
    $type: "odd",
  };

  it.each([
    ["{{title}}", "Crash"],
    ["{{ title }}", "Crash"],
    ["{{\ttitle\t}}", "Crash"],
    ["{{number}} {{price}} {{on}} {{off}}", "42 1.5 true false"],
    ["[{{empty}}]", "[]"],
    ["{{none}} {{missing}} {{issue.none}}", "{{?none}} {{?missing}} {{?issue.none}}"],
    ["{{ issue.title }}", "Deep"],
    ["{{issue.labels.0.name}}", "bug"],
    ["{{issue.labels.*.name}}", "bug, ui"],
    ["{{issue.labels.*.nope}}", "{{?issue.labels.*.nope}}"],
    ["{{labels.*}}", 'a, {"b":1}, 3'],
    ["[{{nothing.*.name}}]", "[]"],
    ["{{labels}}", '["a",{"b":1},null,3]'],
    ["{{event-data.id}}", "7"],
    ["{{größe}}", "XL"],
    ["{{a.b}}", "dotted"],
    ["{{$type}}", "odd"],
    ["{{{title}}}", "{Crash}"],
    ["{{}} {{ }} {{title} {title}} {{a b}} {{#if}} {{title|x}}", null],
    ["{{issue_title}} {{issue_labels}}", "Deep bug, ui"],
    ["{{$event}} {{$entity}} {{$delivery.id}}", "issues.opened octo/site#42 dlv_1"],
    ["{{$headers.x-github-event}} {{$headers.X-Twice}}", "issues a, b"],
    [
      "{{$headers.nope}} {{$delivery.nope}} {{$delivery}}",
      '{{?$headers.nope}} {{?$delivery.nope}} {"id":"dlv_1","late_seconds":0}',
    ],
    ["{{$payload.title}} {{$payload.$type}}", "Crash odd"],
    ["{{webhook.body.title}} {{webhook.headers.x-github-event}}", "Crash issues"],
    [
      "{{webhook.path}} {{webhook.method}} {{webhook.nope}}",
      "/hooks/site?a=1 POST {{?webhook.nope}}",
    ],
    [
      "{{constructor}} {{__proto__}} {{toString.name}}",
      "{{?constructor}} {{?__proto__}} {{?toString.name}}",
    ],
    ["no placeholder", null],
    ["", null],
  ])("renders %s", (template, expected) => {
    expect(render(template, payload)).toBe(expected ?? template);
  });

  it("renders the whole payload as compact JSON", () => {
    expect(render("{{$payload}} {{webhook.body}}", { a: [1, "ü"] })).toBe(
      '{"a":[1,"ü"]} {"a":[1,"ü"]}',
    );
    expect(
      render(
        "{{$headers}}",
        {},
        {
          headers: [
            ["a", "1"],
            ["a", "2"],
          ],
        },
      ),
    ).toBe('{"a":"1, 2"}');
  });

  it("lets no short name and no alias hide a key of the payload", () => {
    const own = {
      issue_title: "mine",
      issue: { title: "deep" },
      webhook: { path: "own" },
      event: "e",
    };

    expect(render("{{issue_title}} {{webhook.path}} {{event}}", own)).toBe("mine own e");
    expect(render("{{issue_title}}", { issue_title: null, issue: { title: "deep" } })).toBe(
      "{{?issue_title}}",
    );
    expect(render("{{$event}} {{$payload.$event}}", { $event: "forged" })).toBe(
      "issues.opened forged",
    );
  });

  it("keeps an event and an entity that are not known visible", () => {
    expect(render("{{$event}} {{$entity}}", {}, { event: null, entity: null })).toBe(
      "{{?$event}} {{?$entity}}",
    );
  });

  it("counts placeholders and names the missing ones once", () => {
    const rendered = renderTemplate("{{a}} {{b}} {{b}} {{c}}", contextOf({ a: 1, c: null }));

    expect(rendered).toMatchObject({ placeholders: 4, missing: ["b", "c"] });
  });

  it("looks through no value again and takes $& as it is", () => {
    const values = { a: "{{b}}", b: "$& $1 $' $$ {{a}}", c: "}}{{b" };

    expect(render("{{a}}|{{b}}|{{{{c}}}}", values)).toBe("{{b}}|$& $1 $' $$ {{a}}|{{}}{{b}}");
  });

  it("survives numbers that JSON cannot write, and nesting that the stack cannot hold", () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 200_000; depth += 1) deep = [deep];

    expect(render("{{big}} {{deep}}", { big: JSON.parse("1e999"), deep })).toBe(
      "Infinity [not shown: nested too deep]",
    );
  });

  it("keeps NUL and lone surrogates as they are", () => {
    expect(render("{{a}}", { a: "x\0y\ud800z" })).toBe("x\0y\ud800z");
  });

  it("cuts long values at the limit that it is given", () => {
    const { text } = renderTemplate("{{a}}", contextOf({ a: "x".repeat(500) }), {
      limitBytes: 200,
    });

    expect(text).toMatch(/^x+ .*of 500 bytes left out\]$/);
    expect(text.length).toBeLessThanOrEqual(201);
  });

  it("takes time in proportion to the template, whatever the braces", () => {
    const started = performance.now();
    for (const part of ["{{", "{{a", "{{a.", "{{ ", "{{a.*.", "}}", "{{a}"]) {
      render(part.repeat(50_000), {});
    }

    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe("properties of rendering", () => {
  const fragment = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "{{",
      "}}",
      "{{a}}",
      "{{a.*.b}}",
      "{{$payload}}",
      "{{$headers}}",
      "{{__proto__}}",
    ),
  );
  const template = fc.array(fragment).map((parts) => parts.join(""));
  const key = fc.oneof(
    fc.string(),
    fc.constantFrom("a", "b", "__proto__", "constructor", "webhook"),
  );
  const payload = fc.oneof(fc.jsonValue(), fc.dictionary(key, fc.jsonValue()));

  it("never throws", () => {
    fc.assert(
      fc.property(template, payload, (text, value) => {
        renderTemplate(text, contextOf(value));
      }),
    );
  });

  it("puts each value in its place, exactly and once", () => {
    const name = fc.constantFrom("a", "b", "c");
    const values = fc.record({
      a: fc.string(),
      b: fc.string(),
      c: fc.constantFrom("{{a}}", "{{b}}", "$&"),
    });
    fc.assert(
      fc.property(fc.array(name), values, (names, value) => {
        const text = render(names.map((each) => `{{${each}}}`).join("|"), value);

        expect(text).toBe(names.map((each) => value[each]).join("|"));
      }),
    );
  });
});
