// What agents say about the tokens of a run, in one form. None of it is billing: a part may be missing.

import { numberOf, recordOf } from "./fields.ts";

/** Tokens that went in and came out; undefined where the agent says nothing. */
export interface TokenCount {
  readonly tokensIn?: number | undefined;
  readonly tokensOut?: number | undefined;
}

/** The sum of two counts; what one does not say the other does. */
export function addTokens(one: TokenCount, other: TokenCount): TokenCount {
  return {
    tokensIn: sum([one.tokensIn, other.tokensIn]),
    tokensOut: sum([one.tokensOut, other.tokensOut]),
  };
}

/** Claude Code: what came from its cache, or went into it, was input too. */
export function claudeTokens(usage: unknown): TokenCount {
  const said = recordOf(usage);
  const names = ["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"];
  return {
    tokensIn: sum(names.map((name) => numberOf(said[name]))),
    tokensOut: numberOf(said["output_tokens"]),
  };
}

/** Codex and Gemini CLI: input with what was cached, and output. */
export function plainTokens(usage: unknown): TokenCount {
  const said = recordOf(usage);
  return {
    tokensIn: numberOf(said["input_tokens"]),
    tokensOut: numberOf(said["output_tokens"]),
  };
}

/** opencode: the parts of one step. */
export function stepTokens(tokens: unknown): TokenCount {
  const said = recordOf(tokens);
  const cache = recordOf(said["cache"]);
  return {
    tokensIn: sum([said["input"], cache["read"], cache["write"]].map(numberOf)),
    tokensOut: sum([said["output"], said["reasoning"]].map(numberOf)),
  };
}

function sum(numbers: ReadonlyArray<number | undefined>): number | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, number) => total + number, 0);
}
