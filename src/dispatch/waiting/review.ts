// What is held is looked at again when the world changed: a bounded piece at a time, since there may be thousands.

import type { Admission } from "../admission/admission.ts";
import type { Held, Holds } from "./holds.ts";
import type { Waiting } from "./waiting-line.ts";

/** What a review needs from around it. */
export interface ReviewDeps {
  readonly admission: Pick<Admission, "review">;
  readonly holds: Holds;
  /** Told of all that quiet hours have held up, before the first of them goes on. */
  readonly tellDigest: (released: readonly Waiting[]) => void;
}

/** What is done with those that do not stay. Both take them out of what is held. */
export interface ReviewSteps {
  goes(held: Held): void;
  expired(held: Held): void;
}

/** A look at all that is held. */
export interface Review {
  /** Everything that is held is in doubt from now on. */
  begin(): void;
  /** Goes on with it; true where some are left. @throws what a step throws. */
  some(budget: TurnBudget, steps: ReviewSteps): boolean;
}

/** What one turn may do. */
export interface TurnBudget {
  /** Verdicts that may still be written. */
  verdicts: number;
  /** Whether it has taken long enough: a verdict is synced to the disk, a look may read a body. */
  readonly isOver: () => boolean;
}

/** Held deliveries that are looked at per turn. */
const LOOKS_PER_TURN = 2000;

/** Creates it; nothing is in doubt. */
export function createReview({ admission, holds, tellDigest }: ReviewDeps): Review {
  let inDoubt: Held[] = [];
  let hasBegun = false;

  function digest(): void {
    const quiet = inDoubt.filter(({ status }) => status === "held:quiet_hours");
    tellDigest(quiet.filter((one) => admission.review(one) === "goes").map(({ entry }) => entry));
  }

  return {
    begin() {
      // Taken from the end: the oldest first.
      inDoubt = holds.all().toReversed();
      hasBegun = false;
    },
    some(budget, steps) {
      if (!hasBegun) digest();
      hasBegun = true;
      for (let looks = LOOKS_PER_TURN; looks > 0; looks -= 1) {
        const one = inDoubt.at(-1);
        if (one === undefined) return false;
        if (budget.verdicts <= 0 || budget.isOver()) return true;
        // Gone meanwhile, or held for something else by now.
        const is = holds.get(one.entry.id) === one ? admission.review(one) : "stays";
        if (is !== "stays") {
          steps[is](one);
          budget.verdicts -= 1;
        }
        inDoubt.pop();
      }
      return inDoubt.length > 0;
    },
  };
}
