// Branded identifiers, so that a hook's id cannot be handed over where a delivery's is meant.

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** The last part of a hook's URL: `[a-z0-9-]`, 1 to 64 characters. */
export type HookId = Branded<"HookId">;
/** `dlv_` and a lower-case ULID: sorts by time of arrival. */
export type DeliveryId = Branded<"DeliveryId">;
/** `run_` and a lower-case ULID: sorts by time of start. */
export type RunId = Branded<"RunId">;

/** `cnv_` and a lower-case ULID. */
export type ConversationId = Branded<"ConversationId">;
/** `trn_` and a lower-case ULID. */
export type TurnId = Branded<"TurnId">;
/** `msg_` and a lower-case ULID. */
export type MessageId = Branded<"MessageId">;

/** What a hook's id may look like. */
export const HOOK_ID_PATTERN = /^[a-z0-9-]{1,64}$/;
/** What a delivery's id looks like. */
export const DELIVERY_ID_PATTERN = /^dlv_[0-9a-hjkmnp-tv-z]{26}$/;
/** What a run's id looks like. */
export const RUN_ID_PATTERN = /^run_[0-9a-hjkmnp-tv-z]{26}$/;
/** What a conversation's id looks like. */
export const CONVERSATION_ID_PATTERN = /^cnv_[0-9a-hjkmnp-tv-z]{26}$/;
/** What a turn's id looks like. */
export const TURN_ID_PATTERN = /^trn_[0-9a-hjkmnp-tv-z]{26}$/;
/** What a message's id looks like. */
export const MESSAGE_ID_PATTERN = /^msg_[0-9a-hjkmnp-tv-z]{26}$/;

/** Tells whether a text is a well-formed hook id. */
export function isHookId(text: string): text is HookId {
  return HOOK_ID_PATTERN.test(text);
}

/** Tells whether a text is a well-formed delivery id. */
export function isDeliveryId(text: string): text is DeliveryId {
  return DELIVERY_ID_PATTERN.test(text);
}

/** Tells whether a text is a well-formed run id. */
export function isRunId(text: string): text is RunId {
  return RUN_ID_PATTERN.test(text);
}

/** Tells whether a text is a well-formed conversation id. */
export function isConversationId(text: string): text is ConversationId {
  return CONVERSATION_ID_PATTERN.test(text);
}

/** Tells whether a text is a well-formed message id. */
export function isMessageId(text: string): text is MessageId {
  return MESSAGE_ID_PATTERN.test(text);
}

/** Tells whether a text is a well-formed turn id. */
export function isTurnId(text: string): text is TurnId {
  return TURN_ID_PATTERN.test(text);
}
