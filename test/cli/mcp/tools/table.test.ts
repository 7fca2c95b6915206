import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { SCOPES } from "../../../../src/core/wire/admin-scopes.ts";
import { TOOLS } from "../../../../src/cli/mcp/tools/table.ts";

const page = await readFile("docs/mcp.md", "utf8");
const [, scopeTable = ""] = page.split("| Tools ");

describe("docs/mcp.md", () => {
  it("names every tool, and the scope of each that needs one", () => {
    const names = Object.keys(TOOLS);

    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    expect(names.filter((name) => !scopeTable.includes(`\`${name}\``))).toEqual(["list_fixtures"]);
  });

  it("names no scope that is not there", () => {
    const named = [...scopeTable.matchAll(/`([a-z]+:[a-z]+)`/g)].map(([, scope]) => scope);

    expect(named.filter((scope) => !Object.hasOwn(SCOPES, scope ?? ""))).toEqual([]);
    expect(named.length).toBeGreaterThan(5);
  });
});
