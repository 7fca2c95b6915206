// Parameters and fields that name a record, by the form of its id.

import {
  CONVERSATION_ID_PATTERN,
  DELIVERY_ID_PATTERN,
  HOOK_ID_PATTERN,
  RUN_ID_PATTERN,
  type ConversationId,
  type DeliveryId,
  type HookId,
  type RunId,
} from "../records/ids.ts";
import { field, patterned, type Field } from "./field.ts";

/** Names a delivery. */
export function deliveryId(meaning: string): Field<DeliveryId> {
  const takes = "a whole delivery id, as dlv_ and 26 characters";
  return field(meaning, takes, () => patterned<DeliveryId>(DELIVERY_ID_PATTERN));
}

/** Names a run. */
export function runId(meaning: string): Field<RunId> {
  const takes = "a whole run id, as run_ and 26 characters";
  return field(meaning, takes, () => patterned<RunId>(RUN_ID_PATTERN));
}

/** Names a hook. */
export function hookId(meaning: string): Field<HookId> {
  const takes = "a hook's id: 1 to 64 of a-z, 0-9 and -";
  return field(meaning, takes, () => patterned<HookId>(HOOK_ID_PATTERN));
}

/** Names a conversation. */
export function conversationId(meaning: string): Field<ConversationId> {
  const takes = "a whole conversation id, as cnv_ and 26 characters";
  return field(meaning, takes, () => patterned<ConversationId>(CONVERSATION_ID_PATTERN));
}
