// The kinds of sinks there are, as one.

import type { Sink, SinkRules } from "./sink.ts";

/** One kind of sinks, and how they are treated. */
export interface SinkKind {
  has(name: string): boolean;
  sinkOf(name: string): Sink | null;
  rulesOf(name: string): SinkRules;
}

/** All of them; `others` takes what none of them has. */
export function joinSinks(
  kinds: readonly SinkKind[],
  others: Omit<SinkKind, "has">,
): Omit<SinkKind, "has"> {
  const kindOf = (name: string): Omit<SinkKind, "has"> =>
    kinds.find((kind) => kind.has(name)) ?? others;
  return {
    sinkOf: (name) => kindOf(name).sinkOf(name),
    rulesOf: (name) => kindOf(name).rulesOf(name),
  };
}
