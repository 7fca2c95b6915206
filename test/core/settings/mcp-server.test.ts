import { describe, expect, it } from "vitest";
import { mcpSecretsOf, readMcpRule } from "../../../src/core/settings/mcp-server.ts";

describe("mcpSecretsOf", () => {
  it.each([
    "OPENAI_API_KEY",
    "PGPASSWORD",
    "AWS_SECRET_ACCESS_KEY",
    "SENTRY_AUTH",
    "notesToken",
    "X-Auth",
    "Authorization",
  ])("knows %s as a credential", (name) => {
    expect(mcpSecretsOf(name, "value-1", "value-1")).toEqual(["value-1"]);
  });

  it("knows what stands elsewhere, and the password of a URL", () => {
    expect(mcpSecretsOf("PLACE", "env:PLACE", "berlin")).toEqual(["berlin"]);
    const url = "postgres://me:p%40ss-word@db.example/x";
    expect(mcpSecretsOf("DATABASE", url, url)).toEqual([url, "p%40ss-word", "p@ss-word"]);
  });

  it.each([
    ["NODE_ENV", "production"],
    ["BASE", "https://user@api.example/a:b@c"],
  ])("takes %s=%s for what it is", (name, value) => {
    expect(mcpSecretsOf(name, value, value)).toEqual([]);
  });
});

describe("readMcpRule", () => {
  it.each([
    ["mcp__notes", { server: "notes", tool: null }],
    ["mcp__notes__*", { server: "notes", tool: null }],
    ["mcp__notes__add_one", { server: "notes", tool: "add_one" }],
    ["Bash", null],
  ])("reads %s", (written, rule) => {
    expect(readMcpRule(written)).toEqual(rule);
  });
});
