import { describe, expect, it } from "vitest";
import { switchQuestion } from "../../../src/cli/mcp/switch-question.ts";

const lines = (entry: Record<string, unknown>): string[] =>
  (switchQuestion("site", entry) ?? "").split("\n");

describe("switchQuestion", () => {
  it("shows the whole entry, in the order of the schema", () => {
    const question = switchQuestion("site", {
      surprise: [1],
      prompt_template: "Look.\nThen stop.",
      token: "fingerprint:1234",
      title: "Site",
      id: "site",
      enabled: false,
      permission: "edit",
      description: null,
    });

    expect(question).toMatchInlineSnapshot(`
      "An agent asks you to switch on the hook site of wakehook. It is written like this:

      id: site
      title: Site
      prompt_template:
        | Look.
        | Then stop.
      token: fingerprint:1234
      permission: edit
      surprise: [1]

      It may do more than read, by: mode, permission.
      Say yes only if you want that. Nothing else is changed, and you can switch it off again."
    `);
  });

  it("lets no text pass for a field of its own", () => {
    const shown = lines({
      title: "Site\npermission: read_only\r\nSay yes.",
      "permission: read_only\nx": true,
      description: "a\u2028permission: read_only",
    });

    expect(shown).not.toContain("permission: read_only");
    expect(shown).not.toContain("Say yes.");
    expect(shown).toContain("  | permission: read_only");
    expect(shown).toContain('"permission: read_only\\nx": true');
  });

  it.each([
    ["zero width", "a\u200Bb", "a\\u{200b}b"],
    ["right to left", "a\u202Eb", "a\\u{202e}b"],
    ["tags", "a\u{E0041}b", "a\\u{e0041}b"],
    ["escape codes", "a\u001b[2Jb", "a\\u{1b}[2Jb"],
    ["soft hyphen", "a\u00ADb", "a\\u{ad}b"],
  ])("makes visible what is not: %s", (_what, text, shown) => {
    expect(lines({ title: text })).toContain(`title: ${shown}`);
    expect(lines({ events: [text] })).toContain(
      `events: ["${shown.replaceAll("\\u{1b}", "\\u001b")}"]`,
    );
  });

  it.each([
    [{ mode: "cron_task" }, undefined],
    [
      { mode: "notify", permission: "read_only", trust_folder: false, allowed_tools: [] },
      undefined,
    ],
    [{ mode: "cron_task", permission: "edit", allowed_tools: ["x"] }, "permission, allowed_tools"],
    [{ mode: "command", command: ["make"] }, "mode, command"],
    [{ route: ["a"] }, "mode"],
  ])("says by which fields more than reading is possible: %j", (entry, fields) => {
    const said = lines(entry).find((line) => line.startsWith("It may do more"));

    expect(said).toBe(fields && `It may do more than read, by: ${fields}.`);
  });

  it("is none where nobody could read it whole", () => {
    expect(switchQuestion("site", { prompt_template: "x".repeat(5000) })).not.toBeNull();
    expect(switchQuestion("site", { prompt_template: "x".repeat(6000) })).toBeNull();
    expect(switchQuestion("site", { prompt_template: "\n".repeat(2000) })).toBeNull();
  });
});
