// The routes about deliveries, as data.

import { DELIVERY_STATES } from "../../core/records/status.ts";
import { namesOf, oneOf, text } from "../../core/wire/field.ts";
import { deliveryId, hookId } from "../../core/wire/id-fields.ts";
import { flag, limit, status } from "../../core/wire/query-fields.ts";
import {
  APPROVE_DELIVERY,
  RELEASE_ALL,
  REPLAY_DELIVERY,
} from "../../core/wire/calls/delivery-calls.ts";
import type { AdminRoute } from "./route.ts";

/** What is shown of deliveries, and what the owner decides about them. */
export const DELIVERY_ROUTES = {
  listDeliveries: {
    method: "GET",
    path: "/api/v1/deliveries",
    scope: "deliveries:read",
    meaning:
      "deliveries, newest first, each with its explanation and a summary (action, entity, title, author); next_before is the before of the next page. With search: those that have a text, as far as it came in a bounded time; next_before goes on from there",
    query: {
      hook_id: hookId("only those of this hook"),
      state: oneOf("only those in this state", namesOf(DELIVERY_STATES)),
      status: status("only those with this status"),
      event: text("only this event"),
      entity: text("only this entity"),
      search: text(
        "only those with this text in their payload, event, entity or id; capitals do not count",
      ),
      tasks: flag("1 shows only those that are tasks"),
      before: deliveryId("only older ones than this delivery"),
      limit,
    },
  },
  showDelivery: {
    method: "GET",
    path: "/api/v1/deliveries/:id",
    scope: "deliveries:read",
    meaning: "one delivery with its runs and reports, and why it waits or did not run",
    query: { content: flag("1 adds the headers and the body in base64") },
  },
  previewDelivery: {
    method: "GET",
    path: "/api/v1/deliveries/:id/preview",
    scope: "deliveries:read",
    meaning: "a delivery as it would run now: prompt, agent, folder, permission, age, last cost",
    query: {},
  },
  releaseAll: {
    method: "POST",
    path: "/api/v1/deliveries/release",
    scope: "deliveries:approve",
    meaning: "lets all go that is held, for one reason or for any but an approval or a task",
    query: {},
    body: RELEASE_ALL,
  },
  approveDelivery: {
    method: "POST",
    path: "/api/v1/deliveries/:id/approve",
    scope: "deliveries:approve",
    meaning: "lets a delivery run that waits for an approval",
    query: {},
    body: APPROVE_DELIVERY,
  },
  replayDelivery: {
    method: "POST",
    path: "/api/v1/deliveries/:id/replay",
    scope: "deliveries:write",
    meaning: "makes a new delivery of the same content, or of another body",
    once: true,
    query: {},
    body: REPLAY_DELIVERY,
    room: "delivery",
  },
  discardDelivery: {
    method: "POST",
    path: "/api/v1/deliveries/:id/discard",
    scope: "deliveries:write",
    meaning: "ends a waiting delivery as skipped:discarded",
    query: {},
  },
  releaseDelivery: {
    method: "POST",
    path: "/api/v1/deliveries/:id/release",
    scope: "deliveries:approve",
    meaning: "lets a held delivery go on; where a fuse has blown, all that is held on its entity",
    query: {},
  },
} as const satisfies Record<string, AdminRoute>;
