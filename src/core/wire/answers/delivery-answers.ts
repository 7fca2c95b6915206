// What the routes about deliveries answer.

import * as z from "zod";
import type { DeliveryOrigin } from "../../records/delivery.ts";
import { DELIVERY_STATES } from "../../records/status.ts";
import { TASK_STATES } from "../../records/task-state.ts";
import { PRIORITIES } from "../../settings/hook-parts.ts";
import { PERMISSIONS } from "../../settings/providers.ts";
import type { Summary as SummaryRecord } from "../../events/summary.ts";
import type { WireDelivery, WireTask } from "../wire.ts";
import type { WirePreview } from "../wire-preview.ts";
import { Report } from "./outbox-answers.ts";
import { Run } from "./run-answers.ts";
import {
  amount,
  count,
  deliveryId,
  done,
  flag,
  heldStatus,
  hookId,
  instant,
  instantOrNull,
  list,
  nameOf,
  runId,
  status,
  text,
  textOrNull,
} from "./shapes.ts";

const ORIGINS = ["sender", "test", "replay"] as const satisfies readonly DeliveryOrigin[];

/** What a delivery is as a task. */
export const Task = z.strictObject({
  title: text,
  description: text,
  tags: list(text),
  state: nameOf(TASK_STATES),
}) satisfies z.ZodType<WireTask>;

/** What a delivery is about, for a list. */
export const Summary = z.strictObject({
  action: textOrNull,
  entity: textOrNull,
  title: textOrNull,
  author: textOrNull,
}) satisfies z.ZodType<SummaryRecord>;

/** A delivery's record. */
export const DeliveryRecord = z.strictObject({
  id: deliveryId,
  hook_id: hookId,
  source: text,
  origin: z.enum(ORIGINS),
  replay_of: deliveryId.nullable(),
  event: textOrNull,
  entity: textOrNull,
  received_at: instant,
  sent_at: instant,
  via: textOrNull,
  via_ref: textOrNull,
  remote_address: text,
  method: text,
  path: text,
  content_type: text,
  body_bytes: count,
  priority: z.enum(PRIORITIES),
  state: nameOf(DELIVERY_STATES),
  status: status.nullable(),
  reason: textOrNull,
  duplicates: count,
  attempts: count,
  updated_at: instant,
  held_since: instantOrNull,
  held_until: instantOrNull,
  expires_at: instantOrNull,
  not_before: instantOrNull,
  burst_since: instantOrNull,
  merged: count,
  merged_into: deliveryId.nullable(),
  waived: list(heldStatus),
  permission: nameOf(PERMISSIONS).nullable(),
  caused_by: runId.nullable(),
  task: Task.nullable(),
}) satisfies z.ZodType<WireDelivery>;

/** A delivery, as lists show it. */
export const Delivery = DeliveryRecord.extend({
  summary: Summary,
  explanation: textOrNull.meta({ description: "why it waits or did not run, in words" }),
});

/** A page of deliveries. */
export const DeliveryPage = z.strictObject({
  deliveries: list(Delivery),
  next_before: deliveryId.nullable(),
});

/** Headers and body as they were received. */
const CONTENT = {
  headers: z.exactOptional(list(z.tuple([text, text]).readonly())),
  body_base64: z.exactOptional(textOrNull.meta({ description: "null: emptied by retention" })),
};

/** One delivery with all that is known of it; the content where it was asked for. */
export const WholeDelivery = Delivery.extend({
  runs: list(Run),
  reports: list(Report),
  ...CONTENT,
});

/** A delivery as it would run. */
export const Preview = z.strictObject({
  delivery_id: deliveryId,
  hook_id: hookId,
  mode: text,
  agent: textOrNull.meta({ description: "the agent program, or the targets; null: none" }),
  model: textOrNull.meta({ description: "null: the program's own default, or none" }),
  permission: nameOf(PERMISSIONS)
    .nullable()
    .meta({ description: "after `trust` and the owner's word; null: not wakehook's to say" }),
  trust: textOrNull.meta({ description: "which line of `trust` decided" }),
  folder: textOrNull,
  worktree: flag,
  age_ms: amount.meta({ description: "how long ago it was received" }),
  last_cost_usd: amount.nullable().meta({ description: "of the last run of its hook" }),
  prompt: textOrNull.meta({ description: "the prompt or the message; null: see problem" }),
  missing: list(text).meta({ description: "placeholders without a value" }),
  problem: textOrNull.meta({ description: "why there is no prompt" }),
}) satisfies z.ZodType<WirePreview>;

/** How many were let go. */
export const Released = z.strictObject({ released: count });

/** One was let go. */
export const ReleasedOne = z.strictObject({ released: done, delivery_id: deliveryId });

/** One was approved. */
export const Approved = z.strictObject({
  approved: done,
  delivery_id: deliveryId,
  permission: nameOf(PERMISSIONS).nullable(),
});

/** A copy waits for its turn. */
export const Replayed = z.strictObject({
  accepted: done,
  delivery_id: deliveryId,
  replay_of: deliveryId,
});

/** It ended without a run. */
export const Discarded = z.strictObject({ discarded: done, delivery_id: deliveryId });
