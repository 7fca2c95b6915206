import { describe, expect, it } from "vitest";
import { ByProvider, writtenFor } from "../../../src/core/settings/by-provider.ts";

describe("a word that one agent program understands", () => {
  it("is the only provider's, and the default one's where the hook names none", () => {
    expect(writtenFor("opus", "claude", "claude")).toBe("opus");
    expect(writtenFor("opus", undefined, "codex")).toBe("opus");
    expect(writtenFor("opus", ["claude"], "claude")).toBe("opus");
  });

  it("is the first provider's of a list, and unknown to the one that stands in for it", () => {
    const named = ["claude", "codex"];

    expect(writtenFor("opus", named, "claude")).toBe("opus");
    expect(writtenFor("opus", named, "codex")).toBeUndefined();
  });

  it("may be written for each, under the names that other programs use too", () => {
    const written = ByProvider.parse({ "claude-code": "opus", codex: "gpt-5" });
    const named = ["claude", "codex", "gemini"];

    expect(writtenFor(written, named, "claude")).toBe("opus");
    expect(writtenFor(written, named, "codex")).toBe("gpt-5");
    expect(writtenFor(written, named, "gemini")).toBeUndefined();
    expect(writtenFor(ByProvider.parse(JSON.parse('{"__proto__": "x"}')), named, "claude")).toBe(
      undefined,
    );
  });
});
