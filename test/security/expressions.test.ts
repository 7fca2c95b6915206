// A template puts values in and evaluates nothing; a condition reaches nothing but what it was given.

import { describe, expect, it } from "vitest";
import { compileCondition } from "../../src/conditions/compile.ts";
import type { TemplateContext } from "../../src/core/text/placeholder.ts";
import { renderTemplate } from "../../src/core/text/template.ts";

const EXPRESSIONS = [
  "{{ constructor.constructor('return process')().exit() }}",
  "{{constructor.constructor}}",
  "{{__proto__.polluted}}",
  "{{ $json.constructor.prototype }}",
  "{{ (() => process.env)() }}",
  "{{ this.process.mainModule.require('child_process').execSync('id') }}",
  "{{ title.constructor }}",
  "{{ title.length }}",
  "{{ list.constructor.name }}",
  "{{ toString }}",
  "${process.env.HOME}",
  "<%= process.env.HOME %>",
];

function context(payload: unknown): TemplateContext {
  return {
    payload,
    event: null,
    entity: null,
    deliveryId: "dlv_1",
    headers: [],
    method: "POST",
    path: "/hooks/a",
    names: undefined,
  };
}

describe("CVE-2025-68613, CVE-2026-25049, CVE-2026-1470: expressions in {{ }} reached the process", () => {
  // What went wrong: what stood between the braces was run as code in a sandbox, and a way out of the sandbox was
  // found again and again: constructors, prototypes, the arguments of a function.
  it.each(EXPRESSIONS)("evaluates nothing of the owner's own template: %s", (template) => {
    const { text } = renderTemplate(template, context({ title: "a title", list: [1] }));

    expect(text).not.toMatch(/function|native code|\[object|uid=/);
    expect(text).not.toContain(process.env["HOME"] ?? "no home");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it.each(EXPRESSIONS)("evaluates nothing that a sender wrote: %s", (value) => {
    const payload = { title: value, list: [value], secret: "inside" };

    expect(renderTemplate("{{title}} {{list.0}}", context(payload)).text).toBe(`${value} ${value}`);
  });

  it("finds own fields only, whatever a sender calls them", () => {
    const payload = JSON.parse('{"__proto__": {"a": "own"}, "constructor": "mine"}') as unknown;

    expect(renderTemplate("{{__proto__.a}} {{constructor}}", context(payload)).text).toBe(
      "own mine",
    );
    expect(renderTemplate("{{hasOwnProperty}}", context({})).text).toBe("{{?hasOwnProperty}}");
  });

  it.each([
    "payload.constructor == 1",
    "process.exit(1)",
    "globalThis.process",
    "payload.title.constructor('return process')()",
    "require('child_process')",
    "this.constructor",
  ])("has no way out of a condition: %s", (text) => {
    const compiled = compileCondition(text);

    if (!compiled.ok) return;
    const verdict = compiled.condition({
      payload: { title: "a" },
      event: "push",
      headers: {},
      hook: { id: "a", title: "a" },
    } as never);
    expect(verdict).not.toMatchObject({ kind: "true" });
  });
});
