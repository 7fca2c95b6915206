// Gaps and repairs as JSON, the same from the admin API and the command line.

import type { Gap, Repair, RepairItem } from "../records/gap.ts";
import type { RepairPreview } from "../ports/gaps-port.ts";
import { snakeKeys } from "./wire-keys.ts";

/** A gap as it is told. */
export function wireGap({ id, cause, name, detail, beganAt, endedAt }: Gap) {
  return { id, cause, name, detail, began_at: beganAt, ended_at: endedAt };
}

/** A repair as it is told; where its list goes on is nobody's business. */
export function wireRepair(repair: Repair) {
  const { cursor: _cursor, counts, ...told } = repair;
  return { ...snakeKeys(told), counts: { ...counts } };
}

/** A delivery of a repair. */
export function wireRepairItem({ id, event, sentAt, state, word }: RepairItem) {
  return { id, event, sent_at: sentAt, state, word };
}

/** What a repair would find. */
export function wirePreview({ missed, ...counts }: RepairPreview) {
  return {
    ...counts,
    missed: missed.map(({ id, event, sentAt }) => ({ id, event, sent_at: sentAt })),
  };
}

/** A repair on the wire. */
export type WireRepair = ReturnType<typeof wireRepair>;
/** A gap on the wire. */
export type WireGap = ReturnType<typeof wireGap>;
