// Which holds the owner is asked about, and what may be answered to each.

import type { CardButton } from "../../core/records/conversation.ts";
import type { HeldStatus } from "../../core/records/status.ts";

const RUN: CardButton = { verb: "run", label: "Run" };
const READ_ONLY: CardButton = { verb: "read_only", label: "Run read-only" };
const DISCARD: CardButton = { verb: "discard", label: "Discard" };
const GO_ON: CardButton = { verb: "run", label: "Go on" };
const START: CardButton = { verb: "run", label: "Start" };

/** The holds that a card asks about. */
const BUTTONS: Partial<Record<HeldStatus, readonly CardButton[]>> = {
  "held:approval": [RUN, READ_ONLY, DISCARD],
  "held:paused": [GO_ON, DISCARD],
  "held:salvaged": [RUN, DISCARD],
  "held:todo": [START, DISCARD],
};

/** The buttons of a hold; none: it is not asked about. */
export function buttonsOf(status: string | null): readonly CardButton[] {
  return Object.hasOwn(BUTTONS, status ?? "") ? (BUTTONS[status as HeldStatus] ?? []) : [];
}
