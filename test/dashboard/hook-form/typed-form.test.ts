import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withPath } from "../../../src/core/settings/dotted-path.ts";
import { changesOf } from "../../../src/dashboard/hook-form/changes-of.ts";
import { fieldsOf, FORM_FIELDS } from "../../../src/dashboard/hook-form/fields.ts";
import { entryOf, readTyped, shownForm } from "../../../src/dashboard/hook-form/typed-form.ts";

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("", " ", "a, b", "[1]", "{", '"quoted"', "\r\n", "\n", "true", "5", "a\r\nb"),
);
const words = fc.array(text, { maxLength: 4 });
const odd = fc.oneof(text, words, fc.integer(), fc.boolean(), fc.constant(null), fc.object());

/** Whatever somebody may have written by hand. */
const anyEntry = fc.record(
  {
    id: fc.constant("site"),
    title: odd,
    mode: fc.constantFrom("wake", "cron_task", "notify", "forward", "command"),
    events: fc.oneof(words, odd),
    provider: fc.oneof(text, words),
    model: fc.oneof(text, fc.record({ claude: text })),
    command: words,
    prompt_template: text,
    timeout_seconds: fc.oneof(fc.integer(), text),
    accept_risk: fc.boolean(),
    quiet_start: fc.oneof(fc.integer(), text),
    budget: fc.oneof(
      odd,
      fc.record(
        {
          runs_per_day: fc.integer(),
          usd_per_day: fc.double({ noNaN: true, noDefaultInfinity: true }),
          runs_per_hour: odd,
        },
        { requiredKeys: [] },
      ),
    ),
    forward: fc.record({ url: text, secret: text, headers: fc.dictionary(text, text) }),
    trust: fc.dictionary(text, text),
    secret: text,
  },
  { requiredKeys: ["id", "mode"] },
);

/** As JSON has it; null is as good as nothing. */
function plain(entry: object): Record<string, unknown> {
  const json = JSON.stringify(entry, (_, value: unknown) => value ?? undefined);
  return JSON.parse(json) as Record<string, unknown>;
}

/** What a browser sends of a form that nobody has touched. */
function untouched(entry: Record<string, unknown>, ends: string) {
  const fields = fieldsOf(String(entry["mode"]));
  const shown = shownForm(entry, fields);
  const form = new URLSearchParams({ more: asSent(shown.more, ends) });
  for (const [name, value] of shown.texts) form.set(`field.${name}`, asSent(value, ends));
  return { fields, typed: readTyped(form, fields) };
}

function asSent(value: string, ends: string): string {
  return value.replaceAll(/\r\n|\n/g, ends);
}

describe("the form of a hook", () => {
  it.each(["\n", "\r\n"])("that nobody touched changes nothing: lines end with %j", (ends) => {
    fc.assert(
      fc.property(anyEntry, (any) => {
        const entry = plain(any);
        const { fields, typed } = untouched(entry, ends);

        const meant = entryOf(entry, typed, fields);

        expect(meant === null ? null : changesOf(entry, meant)).toEqual({});
      }),
      { numRuns: 300 },
    );
  });

  it("whose changes are applied gives the entry that was meant", () => {
    fc.assert(
      fc.property(anyEntry, anyEntry, (one, other) => {
        const [before, after] = [plain(one), plain(other)];

        const applied = Object.entries(changesOf(before, after)).reduce(
          (made, [path, value]) => withPath(made, path.split("."), value ?? undefined),
          before,
        );

        expect(changesOf(applied, after)).toEqual({});
      }),
      { numRuns: 300 },
    );
  });

  it("reads what was typed as its field takes it, and hands on what is none", () => {
    const form = new URLSearchParams({
      "field.title": " A title ",
      "field.events": "issues.opened,  push , ",
      "field.provider": "claude, codex",
      "field.timeout_seconds": " 60 ",
      "field.quiet_start": "22:30",
      "field.budget.usd_per_day": "soon",
      "field.model": '{"claude": "opus"}',
      "field.accept_risk": "true",
      more: "",
    });

    expect(entryOf({}, readTyped(form, FORM_FIELDS), FORM_FIELDS)).toEqual({
      title: " A title ",
      events: ["issues.opened", "push"],
      provider: ["claude", "codex"],
      timeout_seconds: 60,
      quiet_start: "22:30",
      budget: { usd_per_day: "soon" },
      model: { claude: "opus" },
      accept_risk: true,
    });
  });

  it("takes a part out, and with the last one its field", () => {
    const entry = { id: "site", mode: "wake", budget: { runs_per_day: 3 } };
    const { fields, typed } = untouched(entry, "\n");
    const texts = new Map(typed.texts).set("budget.runs_per_day", "");

    const meant = entryOf(entry, { ...typed, texts }, fields);

    expect(changesOf(entry, meant ?? {})).toEqual({ budget: null });
  });

  it.each(["{", "[]", "5", '"text"', "null"])("has no entry for further fields as %j", (more) => {
    const { fields, typed } = untouched({ id: "site", mode: "wake" }, "\n");

    expect(entryOf({}, { ...typed, more }, fields)).toBeNull();
  });

  it("shows no secret", () => {
    const entry = { id: "site", mode: "wake", secret: "hush", token: "hush", verify_token: "hush" };
    const { texts, more } = shownForm(entry, fieldsOf("wake"));

    expect(JSON.stringify([...texts, more])).not.toContain("hush");
  });
});
