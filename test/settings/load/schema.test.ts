import { describe, expect, it } from "vitest";
import { CONFIG_FIELDS } from "../../../src/core/settings/config.ts";
import { IGNORED_HOOK_FIELDS } from "../../../src/core/settings/hook.ts";
import { ENTRY_FIELDS } from "../../../src/core/settings/route.ts";
import { configJsonSchema, hooksJsonSchema } from "../../../src/settings/load/schema.ts";

type Field = Record<string, unknown>;

const hook = (): { properties: Record<string, Field>; required: string[] } => {
  const { properties } = hooksJsonSchema() as { properties: { hooks: { items: never } } };
  return properties.hooks.items;
};

describe("hooksJsonSchema", () => {
  it("has every field with its meaning, and those of older programs", () => {
    const { properties } = hook();

    expect(Object.keys(properties)).toEqual([...Object.keys(ENTRY_FIELDS), ...IGNORED_HOOK_FIELDS]);
    for (const field of Object.values(properties))
      expect(field["description"]).toEqual(expect.any(String));
  });

  it("asks only for what every entry needs, a mode or a route included, and knows no others", () => {
    expect(hook()).toMatchObject({
      required: ["id", "title"],
      anyOf: [{ required: ["mode"] }, { required: ["route"] }],
      additionalProperties: false,
    });
  });

  it.each([
    ["enabled", { type: ["boolean", "null"], default: true }],
    ["auth_mode", { type: ["string", "null"], enum: ["bearer", "hmac", "source", null] }],
    ["id", { type: "string" }],
    ["quiet_start", { anyOf: [{ type: "integer" }, { type: "string" }, { type: "null" }] }],
    ["fuse", { properties: { runs: { type: ["integer", "null"], default: 5 } } }],
    ["coalesce", { properties: { window_seconds: { type: "number" } } }],
  ])("lets %s be what the loader takes", (name, wanted) => {
    expect(hook().properties[name]).toMatchObject(wanted);
  });
});

describe("configJsonSchema", () => {
  it("has every field of config.json, none of them required", () => {
    const schema = configJsonSchema() as { properties: object; required?: string[] };

    expect(Object.keys(schema.properties)).toEqual(["$schema", ...Object.keys(CONFIG_FIELDS)]);
    expect(schema.required).toBeUndefined();
  });
});

describe("both schemas", () => {
  it("carry no marks of ours and no whole number's technical limit", () => {
    const text = JSON.stringify([hooksJsonSchema(), configJsonSchema()]);

    expect(text).not.toMatch(/"pending":|"secret":true|9007199254740991/);
    expect(text.match(/"\$schema":"https/g)).toHaveLength(2);
  });
});
