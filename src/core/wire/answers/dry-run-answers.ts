// What a dry run answers.

import * as z from "zod";
import type { WireDryRun } from "../wire-dry-run.ts";
import {
  count,
  deliveryId,
  flag,
  hookId,
  instant,
  instantOrNull,
  list,
  status,
  text,
  textOrNull,
} from "./shapes.ts";

const Outcome = z.strictObject({
  outcome: z.enum(["run", "hold", "merged", "end"]),
  status: status.nullable().meta({ description: "with run: what it was held for before" }),
  reason: textOrNull,
  ran_at: instantOrNull,
  merged_into: deliveryId.nullable(),
});

const Counts = z.strictObject({ run: count, hold: count, merged: count, end: count });

/** What would become of recorded deliveries. */
export const DryRun = z.strictObject({
  hook_id: hookId,
  deliveries: list(
    z.strictObject({
      delivery_id: deliveryId,
      event: textOrNull,
      entity: textOrNull,
      received_at: instant,
      now: Outcome,
      edited: Outcome.nullable().meta({ description: "null: nothing was edited" }),
      differs: flag,
      prompt: list(text).nullable().meta({ description: "its lines that differ, - and +" }),
    }),
  ).meta({ description: "oldest first" }),
  summary: z.strictObject({
    deliveries: count,
    emptied_bodies: count.meta({
      description: "what looks into a body could not be asked of these",
    }),
    now: Counts,
    edited: Counts.nullable(),
    differ: count,
    prompts_differ: count.nullable(),
  }),
}) satisfies z.ZodType<WireDryRun>;
