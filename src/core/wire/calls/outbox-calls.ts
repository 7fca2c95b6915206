// What is sent about what leaves.

import * as z from "zod";
import { OUTBOUND_EVENT_NAMES } from "../../outbound/outbound-events.ts";
import { field, optional } from "../field.ts";

/** All that is for one sink. */
export const ALL_OF_SINK = {
  sink: field(
    "all of this one",
    "a sink, as subscription:ID, sender:HOOK:0, target:NAME or log",
    () => z.string().min(1),
  ),
} as const;

/** An example for a subscription. */
export const TEST_SUBSCRIPTION = {
  event: optional(
    field("which event; default run.succeeded", "an event of `wakehook subscription events`", () =>
      z.enum(OUTBOUND_EVENT_NAMES),
    ),
  ),
} as const;
