import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { PartResult } from "../../torture/context.ts";
import { PARTS } from "../../torture/parts/table.ts";
import { describeRun, markersOf, toJson, withResults } from "../../torture/report.ts";

const PAGE = readFileSync(path.resolve(import.meta.dirname, "../../docs/reliability.md"), "utf8");

function aResult(name: string, seen: string): PartResult {
  const row = { fault: "a | b", times: 1234, promised: "p", seen, kept: true };
  const part = { name, title: "t", run: () => Promise.resolve([row]) };
  return { part, rows: [row], skipped: ["mounts: not root"], seconds: 7 };
}

const RUN = { ...describeRun("long", ["crash", "--long"]), commit: "abc1234", date: "2026-01-02" };

describe("docs/reliability.md", () => {
  it.each(PARTS.map(({ name }) => name))(
    "names the part %s, and has a place for its table",
    (name) => {
      const { start, end } = markersOf(name);

      expect(PAGE).toMatch(new RegExp(`^\\| \`${name}\` +\\|`, "m"));
      expect(PAGE.split(start)).toHaveLength(2);
      expect(PAGE.split(end)).toHaveLength(2);
    },
  );
});

describe("withResults", () => {
  const page = "# Page\n\n<!-- torture:crash -->\n\nold\n\n<!-- /torture:crash -->\n\nrest\n";

  it("puts a part's table between its markers, with how it was made and what was not tried", () => {
    const written = withResults(page, RUN, [aResult("crash", "0 of 5")]);

    expect(written).not.toContain("old");
    expect(written).toContain("Commit abc1234, 2026-01-02, `npm run torture -- crash --long`, 7 s");
    expect(written).toContain(String.raw`| a \| b | 1,234 | p        | 0 of 5 | yes  |`);
    expect(written).toContain("- Not tried: mounts: not root");
    expect(written.endsWith("<!-- /torture:crash -->\n\nrest\n")).toBe(true);
  });

  it("comes to the same when it is done again", () => {
    const once = withResults(page, RUN, [aResult("crash", "0 of 5")]);

    expect(withResults(once, RUN, [aResult("crash", "0 of 5")])).toBe(once);
  });

  it("fails where the page has no place for a part", () => {
    expect(() => withResults(page, RUN, [aResult("power", "")])).toThrow("torture:power");
  });
});

describe("toJson", () => {
  it("has the run and each part's rows", () => {
    const json = JSON.parse(toJson(RUN, [aResult("crash", "0 of 5")])) as Record<string, unknown>;

    expect(json).toMatchObject({
      scale: "long",
      commit: "abc1234",
      parts: [{ name: "crash", seconds: 7, rows: [{ seen: "0 of 5", kept: true }] }],
    });
  });
});
