// What the stream of events tells: the JSON of each event's `data`.

import * as z from "zod";
import type { WireEvent } from "../wire.ts";
import { PlatformHealth } from "./channel-answers.ts";
import { Conversation, Turn } from "./chat-answers.ts";
import { PauseRecord } from "./control-answers.ts";
import { DeliveryRecord } from "./delivery-answers.ts";
import { Message } from "./message-answers.ts";
import { Run } from "./run-answers.ts";
import { count, deliveryId, flag, hookId, instant, runId, text, textOrNull } from "./shapes.ts";
import { TunnelState } from "./tunnel-answers.ts";

/** An event of a type, and what it says beside when it happened. */
function event<const Type extends string, Fields extends z.ZodRawShape>(
  type: Type,
  fields: Fields,
) {
  return z.strictObject({ type: z.literal(type), at: instant, ...fields });
}

const EVENTS = {
  delivery: event("delivery", { delivery: DeliveryRecord }),
  duplicate: event("duplicate", { hook_id: hookId, delivery_id: deliveryId }),
  refused: event("refused", { hook_id: text, code: text, reason: text, remote_address: text }),
  handshake: event("handshake", { hook_id: hookId, name: text, detail: z.exactOptional(text) }),
  run: event("run", { run: Run }),
  report: event("report", {
    run_id: runId.nullable(),
    delivery_id: deliveryId.nullable(),
    sink: text,
    state: z.enum(["sent", "failed", "waiting"]),
    error: z.exactOptional(text),
  }),
  pause: event("pause", { pause: PauseRecord, ended: flag }),
  message: event("message", { message: Message }),
  turn: event("turn", { turn: Turn, chat: text }),
  conversation: event("conversation", { conversation: Conversation }),
  channel: event("channel", { target: text, health: PlatformHealth }),
  tunnel: event("tunnel", { tunnel: text, health: TunnelState }),
  expose: event("expose", {
    program: text,
    state: z.enum(["off", "starting", "up", "down", "refused"]),
    url: textOrNull,
    detail: textOrNull,
  }),
  settings: event("settings", { hooks: count, problems: count }),
} satisfies { readonly [Type in WireEvent["type"]]: z.ZodType<Extract<WireEvent, { type: Type }>> };

/** Whatever happened. */
export const Event = z.discriminatedUnion("type", [
  EVENTS.delivery,
  EVENTS.duplicate,
  EVENTS.refused,
  EVENTS.handshake,
  EVENTS.run,
  EVENTS.report,
  EVENTS.pause,
  EVENTS.message,
  EVENTS.turn,
  EVENTS.conversation,
  EVENTS.channel,
  EVENTS.tunnel,
  EVENTS.expose,
  EVENTS.settings,
]) satisfies z.ZodType<WireEvent>;

/** What the stream says of itself: events are gone, this watcher is too slow, the end. */
export const StreamWord = z.discriminatedUnion("type", [
  event("gap", { missed: count.nullable() }),
  event("dropped", { missed: count, reason: text }),
  event("shutdown", {}),
]);

/** Anything in the stream. */
export const StreamEvent = z.union([Event, StreamWord]);
