// The words that answers of the admin API are described in. Loaded with the OpenAPI document, not at the start.

import * as z from "zod";
import {
  CONVERSATION_ID_PATTERN,
  DELIVERY_ID_PATTERN,
  HOOK_ID_PATTERN,
  MESSAGE_ID_PATTERN,
  RUN_ID_PATTERN,
  TURN_ID_PATTERN,
  type ConversationId,
  type DeliveryId,
  type HookId,
  type MessageId,
  type RunId,
  type TurnId,
} from "../../records/ids.ts";
import type { DoneStatus, HeldStatus, Status } from "../../records/status.ts";
import { patterned } from "../field.ts";

/** Any text. */
export const text = z.string();
/** A text, or null where there is none. */
export const textOrNull = text.nullable();
/** true or false. */
export const flag = z.boolean();
/** A whole number that counts. */
export const count = z.int().min(0);
/** Dollars, milliseconds. */
export const amount = z.number().min(0);
/** A point in time. */
export const instant = amount.meta({ description: "epoch milliseconds" });
/** A point in time, or null. */
export const instantOrNull = instant.nullable();
/** It was done: what could not be is refused instead. */
export const done = z.literal(true);
/** An object of fields that are described elsewhere. */
export const anyObject = z.record(z.string(), z.unknown());

/** A hook's id. */
export const hookId = patterned<HookId>(HOOK_ID_PATTERN);
/** A delivery's id. */
export const deliveryId = patterned<DeliveryId>(DELIVERY_ID_PATTERN);
/** A run's id. */
export const runId = patterned<RunId>(RUN_ID_PATTERN);
/** A conversation's id. */
export const conversationId = patterned<ConversationId>(CONVERSATION_ID_PATTERN);
/** A turn's id. */
export const turnId = patterned<TurnId>(TURN_ID_PATTERN);
/** A message's id. */
export const messageId = patterned<MessageId>(MESSAGE_ID_PATTERN);

/** How something ended or why it waits; a later version may know more of them. */
export const status = patterned<Status>(/^(?:success$|(?:error|skipped|held):.)/);
/** How something ended. */
export const doneStatus = patterned<DoneStatus>(/^(?:success$|(?:error|skipped):.)/);
/** Why something waits. */
export const heldStatus = patterned<HeldStatus>(/^held:./);

/** A list. */
export function list<Item extends z.ZodType>(item: Item) {
  return z.array(item).readonly();
}

/** One of the names of a closed list. */
export function nameOf<const Row extends object>(rows: Row) {
  return z.enum(Object.keys(rows) as Array<keyof Row & string>);
}

/** What an answer of a schema holds. */
export type Told<Schema> = Schema extends z.ZodType<infer Value> ? Value : never;
