// The routes about what leaves, as data.

import { OUTBOX_STATES } from "../../core/records/outbox-entry.ts";
import { oneOf, text } from "../../core/wire/field.ts";
import { limit, whole } from "../../core/wire/query-fields.ts";
import { ALL_OF_SINK, TEST_SUBSCRIPTION } from "../../core/wire/calls/outbox-calls.ts";
import type { AdminRoute } from "./route.ts";

/** The outbox and the subscriptions. */
export const OUTBOX_ROUTES = {
  listOutbox: {
    method: "GET",
    path: "/api/v1/outbox",
    scope: "outbox:read",
    meaning: "messages that wait to leave or have left, newest first, and how many wait",
    query: {
      sink: text("only those for this one, as subscription:ID, sender:HOOK:0, target:NAME or log"),
      state: oneOf("only those in this state", OUTBOX_STATES),
      event: text("only those that tell a subscription this event"),
      message_id: text("the one that was sent with this id"),
      before: whole("only older ones than the message of this number", 1, Number.MAX_SAFE_INTEGER),
      limit,
    },
  },
  showOutboxEntry: {
    method: "GET",
    path: "/api/v1/outbox/:id",
    scope: "outbox:read",
    meaning: "one message with its tries",
    query: {},
  },
  retryOutboxEntry: {
    method: "POST",
    path: "/api/v1/outbox/:id/retry",
    scope: "outbox:write",
    meaning: "sends a message at once that waits, was given up or canceled; its id stays the same",
    query: {},
  },
  discardOutboxEntry: {
    method: "POST",
    path: "/api/v1/outbox/:id/discard",
    scope: "outbox:write",
    meaning: "cancels a message that waits or was given up",
    query: {},
  },
  retryOutbox: {
    method: "POST",
    path: "/api/v1/outbox/retry",
    scope: "outbox:write",
    meaning: "sends all again that was given up or canceled for one sink",
    query: {},
    body: ALL_OF_SINK,
  },
  discardOutbox: {
    method: "POST",
    path: "/api/v1/outbox/discard",
    scope: "outbox:write",
    meaning: "cancels all that waits for one sink or was given up",
    query: {},
    body: ALL_OF_SINK,
  },
  listSubscriptions: {
    method: "GET",
    path: "/api/v1/subscriptions",
    scope: "outbox:read",
    meaning: "every subscription with how it does and what waits for it; secrets as fingerprints",
    query: {},
  },
  testSubscription: {
    method: "POST",
    path: "/api/v1/subscriptions/:id/test",
    scope: "outbox:write",
    meaning: "sends an example to a subscription at once; gives back what was answered",
    once: true,
    query: {},
    body: TEST_SUBSCRIPTION,
  },
  enableSubscription: {
    method: "POST",
    path: "/api/v1/subscriptions/:id/enable",
    scope: "outbox:write",
    meaning: "sends to a subscription again that wakehook has disabled",
    query: {},
  },
} as const satisfies Record<string, AdminRoute>;
