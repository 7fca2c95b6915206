// What the routes about gaps and repairs answer.

import * as z from "zod";
import {
  GAP_CAUSES,
  REPAIR_ITEM_STATES,
  REPAIR_STATES,
  type RepairItemState,
} from "../../records/gap.ts";
import type { WireGap, WireRepair } from "../wire-gaps.ts";
import { count, hookId, instant, instantOrNull, list, nameOf, text, textOrNull } from "./shapes.ts";

/** A time in which something could not be received. */
export const Gap = z.strictObject({
  id: count,
  cause: nameOf(GAP_CAUSES),
  name: text.meta({ description: "which tunnel; empty for other causes" }),
  detail: textOrNull,
  began_at: instant,
  ended_at: instantOrNull,
}) satisfies z.ZodType<WireGap>;

const Counts = z.strictObject(
  Object.fromEntries(Object.keys(REPAIR_ITEM_STATES).map((name) => [name, count])) as Record<
    RepairItemState,
    typeof count
  >,
);

/** A look for what a hook has missed. */
export const Repair = z.strictObject({
  id: count,
  hook_id: hookId,
  asked_by: z.enum(["gap", "owner"]),
  from_at: instant,
  until_at: instant,
  state: nameOf(REPAIR_STATES),
  listed: count.meta({ description: "attempts that the sender has listed" }),
  unwanted: count.meta({ description: "of these, what events does not want" }),
  created_at: instant,
  ended_at: instantOrNull,
  next_at: instant,
  failures: count,
  word: textOrNull.meta({ description: "what is in its way, or was left undone" }),
  counts: Counts.meta({ description: "how many of its deliveries stand where" }),
}) satisfies z.ZodType<WireRepair>;

/** Gaps and repairs, newest first. */
export const GapList = z.strictObject({ gaps: list(Gap), repairs: list(Repair) });

/** One delivery that its sender could not deliver. */
export const RepairItem = z.strictObject({
  id: text,
  event: text,
  sent_at: instant,
  state: nameOf(REPAIR_ITEM_STATES),
  word: textOrNull,
});

/** A repair with its first deliveries, oldest first. */
export const ShownRepair = Repair.extend({ items: list(RepairItem) });

/** What a repair would find. */
export const RepairPreview = z.strictObject({
  listed: count,
  unwanted: count,
  known: count,
  word: textOrNull,
  missed: list(z.strictObject({ id: text, event: text, sent_at: instant })),
});
