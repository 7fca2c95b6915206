import { describe, expect, it } from "vitest";
import { inputSchema, readArguments } from "../../../src/cli/mcp/read-arguments.ts";
import type { Tool } from "../../../src/cli/mcp/tool.ts";

const PARAMETERS: Tool["parameters"] = {
  hook: { type: "string", meaning: "its id", needed: true },
  limit: { type: "integer", meaning: "how many", least: 1, most: 9 },
  state: { type: "string", meaning: "which", oneOf: ["held", "done"] },
  content: { type: "boolean", meaning: "more" },
  data: { type: "object", meaning: "the body" },
};

describe("arguments of a tool", () => {
  it("are listed as a JSON Schema", () => {
    expect(inputSchema(PARAMETERS)).toEqual({
      type: "object",
      properties: {
        hook: { type: "string", description: "its id" },
        limit: { type: "integer", description: "how many", minimum: 1, maximum: 9 },
        state: { type: "string", description: "which", enum: ["held", "done"] },
        content: { type: "boolean", description: "more" },
        data: { type: "object", description: "the body" },
      },
      required: ["hook"],
      additionalProperties: false,
    });
  });

  it("come out in their kinds; null stands for nothing", () => {
    const args = readArguments(
      { hook: "a", limit: 9, state: null, content: true, data: { x: 1 } },
      PARAMETERS,
    );

    expect(args.needed("hook")).toBe("a");
    expect(args.whole("limit")).toBe(9);
    expect(args.text("state")).toBeUndefined();
    expect(args.flag("content")).toBe(true);
    expect(args.object("data")).toEqual({ x: 1 });
  });

  it.each([
    [{}, "the argument hook is missing"],
    [{ hook: null }, "the argument hook is missing"],
    [{ hook: "" }, 'hook cannot be ""'],
    [{ hook: ["a"] }, 'hook cannot be ["a"]'],
    [{ hook: "a", limit: 10 }, "limit cannot be 10"],
    [{ hook: "a", limit: 1.5 }, "limit cannot be 1.5"],
    [{ hook: "a", limit: "3" }, 'limit cannot be "3"'],
    [{ hook: "a", state: "lost" }, 'state cannot be "lost"'],
    [{ hook: "a", content: "yes" }, 'content cannot be "yes"'],
    [{ hook: "a", data: [] }, "data cannot be []"],
    [{ hook: "a", hok: 1 }, 'there is no argument "hok"'],
    [JSON.parse('{"hook": "a", "__proto__": 1}') as object, 'there is no argument "__proto__"'],
    [{ hook: "a", constructor: 1 }, 'there is no argument "constructor"'],
  ])("are refused by name: %j", (given, words) => {
    expect(() => readArguments(given as Record<string, unknown>, PARAMETERS)).toThrow(words);
  });
});
