// What is sent to decide about deliveries.

import { PERMISSIONS } from "../../settings/providers.ts";
import { PLAIN_STATUSES, type HeldStatus } from "../../records/status.ts";
import { base64, orNull } from "../body-fields.ts";
import { namesOf, oneOf, optional } from "../field.ts";

/** What all deliveries may be let go for at once; an approval is given one by one. */
const RELEASED = namesOf(PLAIN_STATUSES).filter(
  (status): status is HeldStatus => status.startsWith("held:") && status !== "held:approval",
);

/** All that is held. */
export const RELEASE_ALL = {
  status: orNull(oneOf("only those with this status", RELEASED)),
} as const;

/** The owner's word for one. */
export const APPROVE_DELIVERY = {
  permission: orNull(
    oneOf("the most that its run may do; absent: what the hook says", namesOf(PERMISSIONS)),
  ),
} as const;

/** Once more. */
export const REPLAY_DELIVERY = {
  body_base64: optional(base64("another body; absent: the same")),
  permission: orNull(
    oneOf("the most that its run may do; absent: what the hook says", namesOf(PERMISSIONS)),
  ),
} as const;
