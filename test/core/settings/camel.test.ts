import { describe, expect, it } from "vitest";
import { camelKeys, toCamel } from "../../../src/core/settings/camel.ts";
import { CONFIG_FIELDS } from "../../../src/core/settings/config.ts";
import { HOOK_FIELDS } from "../../../src/core/settings/hook.ts";
import { toSnake } from "../../../src/core/wire/wire-keys.ts";

describe("toCamel", () => {
  it.each([
    ["id", "id"],
    ["task_folder", "taskFolder"],
    ["hmac_payload_prefix_regex", "hmacPayloadPrefixRegex"],
    ["a__b", "a_B"],
    ["", ""],
  ])("makes %j into %j", (snake, camel) => {
    expect(toCamel(snake)).toBe(camel);
  });

  it.each([...Object.keys(HOOK_FIELDS), ...Object.keys(CONFIG_FIELDS)])(
    "can be undone for %s",
    (name) => {
      expect(toSnake(toCamel(name))).toBe(name);
    },
  );
});

describe("camelKeys", () => {
  it("renames own keys one level deep and leaves the values", () => {
    const inner = { not_renamed: 1 };

    expect(camelKeys({ task_folder: inner, id: null })).toEqual({ taskFolder: inner, id: null });
  });
});
