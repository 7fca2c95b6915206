import { expect, it } from "vitest";
import {
  addTokens,
  claudeTokens,
  plainTokens,
  stepTokens,
} from "../../../src/agents/providers/token-count.ts";

it("counts what was cached as input", () => {
  const usage = {
    input_tokens: 10,
    cache_creation_input_tokens: 200,
    cache_read_input_tokens: 3000,
    output_tokens: 45,
  };

  expect(claudeTokens(usage)).toEqual({ tokensIn: 3210, tokensOut: 45 });
  expect(stepTokens({ input: 1, output: 2, reasoning: 3, cache: { read: 4, write: 5 } })).toEqual({
    tokensIn: 10,
    tokensOut: 5,
  });
  expect(plainTokens(usage)).toEqual({ tokensIn: 10, tokensOut: 45 });
});

it("adds steps up, also where one says nothing", () => {
  const both = addTokens({ tokensIn: 1 }, { tokensIn: 2, tokensOut: 3 });

  expect(both).toEqual({ tokensIn: 3, tokensOut: 3 });
  expect(addTokens({}, {})).toEqual({ tokensIn: undefined, tokensOut: undefined });
});

it.each([undefined, null, 1, "x", [], {}, { input_tokens: "9", input: Number.NaN, cache: 1 }])(
  "says nothing of %j",
  (usage) => {
    for (const count of [claudeTokens(usage), plainTokens(usage), stepTokens(usage)])
      expect(count).toEqual({ tokensIn: undefined, tokensOut: undefined });
  },
);
