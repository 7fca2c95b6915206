// A hook's `when`, `urgent` or `approval`, as the rest of the program sees it: facts of a delivery in, yes or no with its reason out.

import type { HeaderList } from "../records/delivery.ts";

/** What a condition may look at. Never a secret: of the hook only what names it. */
export interface ConditionFacts {
  readonly payload: unknown;
  readonly event: string | null;
  readonly headers: HeaderList;
  readonly hook: { readonly id: string; readonly title: string; readonly mode: string };
}

/** What a condition says; an error is a no with its reason. */
export type ConditionVerdict =
  | { readonly passes: true }
  | {
      readonly passes: false;
      readonly reason: string;
      /** It could not be answered: a missing field, an error, too slow. */
      readonly failed?: true;
    };

/** A condition that was read and checked. Never throws, and ends within its bound. */
export type Condition = (facts: ConditionFacts) => ConditionVerdict;
