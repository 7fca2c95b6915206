import { describe, expect, it } from "vitest";
import { FEATURES } from "../../src/core/settings/features.ts";
import { MODES } from "../../src/core/settings/modes.ts";
import { PROVIDERS } from "../../src/core/settings/providers.ts";
import { Hook, HOOK_FIELDS } from "../../src/core/settings/hook.ts";
import { SOURCES } from "../../src/sources/table.ts";

describe("closed lists", () => {
  it("say what each row means", () => {
    const rows = [...Object.values(MODES), ...Object.values(FEATURES)];

    expect(rows.every((row) => row.meaning.length > 10)).toBe(true);
    expect(Object.values(PROVIDERS).every((row) => row.title.length > 0)).toBe(true);
  });

  it("give every hook field a meaning", () => {
    const silent = Object.entries(HOOK_FIELDS)
      .filter(([, schema]) => (schema.meta()?.description ?? "").length < 3)
      .map(([name]) => name);

    expect(silent).toEqual([]);
  });

  it("name every source as its key", () => {
    const wrong = Object.entries(SOURCES).filter(([key, source]) => source.name !== key);

    expect(wrong).toEqual([]);
  });

  it("read a hook with nothing but its required fields", () => {
    const read = Hook.safeParse({ id: "a", title: "A", mode: "wake" });

    expect(read.success).toBe(true);
  });
});
