// What the routes about what leaves answer.

import * as z from "zod";
import { OUTBOX_STATES, type SinkState } from "../../records/outbox-entry.ts";
import { SIGNATURE_SCHEMES } from "../../settings/subscription.ts";
import { SUBSCRIPTION_HEALTH } from "../../settings/subscription-view.ts";
import type { WireReport } from "../wire.ts";
import type { SnakeKeys } from "../wire-keys.ts";
import {
  amount,
  anyObject,
  count,
  deliveryId,
  done,
  flag,
  instant,
  instantOrNull,
  list,
  nameOf,
  runId,
  text,
  textOrNull,
} from "./shapes.ts";

/** A message that waits to leave, or has left. */
export const Report = z.strictObject({
  id: count,
  message_id: text,
  delivery_id: deliveryId.nullable(),
  run_id: runId.nullable(),
  sink: text,
  event: textOrNull,
  payload: z.unknown().meta({ description: "what is told" }),
  state: z.enum(OUTBOX_STATES),
  attempts: count,
  created_at: instant,
  next_at: instant,
  last_error: textOrNull,
}) satisfies z.ZodType<WireReport>;

/** One try to hand it over. */
export const Try = z.strictObject({
  at: instant,
  duration_ms: amount,
  http_status: count.nullable(),
  error: textOrNull,
});

/** A receiver that has failed since its last success; one that has none does well. */
export const FailingSink = z.strictObject({
  sink: text,
  failing_since: instant,
  stopped_at: instantOrNull.meta({ description: "nothing is sent to it any more since then" }),
  reason: textOrNull,
}) satisfies z.ZodType<SnakeKeys<SinkState>>;

/** A page of messages. */
export const OutboxPage = z.strictObject({
  messages: list(Report),
  waiting: list(z.strictObject({ sink: text, waiting: count })),
  failing: list(FailingSink),
  next_before: count.nullable(),
});

/** One message with its tries. */
export const ReportWithTries = Report.extend({ tries: list(Try) });

/** It is sent again. */
export const Retried = z.strictObject({ retried: done, id: count, message_id: text });

/** It is not sent any more. */
export const Canceled = z.strictObject({ discarded: done, id: count, message_id: text });

/** How many are sent again. */
export const RetriedAll = z.strictObject({ retried: count });

/** How many are not sent any more. */
export const CanceledAll = z.strictObject({ discarded: count });

/** A subscription; its secrets are fingerprints. */
export const Subscription = z.strictObject({
  id: text,
  url: text,
  events: list(text),
  sign: z.union([nameOf(SIGNATURE_SCHEMES), anyObject]),
  enabled: flag,
  ordered: flag,
  at_once: count,
  headers: z.record(text, text),
  secret: textOrNull,
  previous_secret: textOrNull,
  previous_secret_until: instantOrNull,
  health: nameOf(SUBSCRIPTION_HEALTH),
  problem: textOrNull,
  failing_since: instantOrNull,
  waiting: count,
});

/** Every subscription. */
export const SubscriptionList = z.strictObject({ subscriptions: list(Subscription) });

/** What was answered to an example. */
export const SubscriptionTest = z.strictObject({
  ok: flag,
  message_id: text,
  http_status: count.nullable(),
  error: textOrNull,
  duration_ms: amount,
});

/** It is sent to again. */
export const SubscriptionEnabled = z.strictObject({ id: text, enabled: done, was_disabled: flag });
