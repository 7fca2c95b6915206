// The closed list of events that the daemon tells those who watch; docs and filters are printed from it.

import type { WakehookEvent } from "../records/wakehook-event.ts";

/** One row per type of event. */
export const EVENT_TYPES = {
  delivery: "a delivery was accepted, or its state changed",
  duplicate: "a sender's repeat was recognised",
  refused: "a request was refused; the reason is for the owner",
  handshake: "a sender's handshake was answered",
  run: "a run started or ended",
  report: "a report left, failed, or waits for its next try",
  pause: "something was paused, or goes on again",
  message: "something was said in a chat, or a message shows something else now",
  turn: "a turn of a conversation waits, goes on, or has ended",
  conversation: "a conversation with an agent has begun, or was closed",
  channel: "how a chat platform does has changed",
  tunnel: "how a tunnel to a relay or a control plane does has changed",
  expose: "the way in from outside has changed: wakehook expose",
  settings: "webhooks.json or config.json was loaded again",
} as const satisfies Record<WakehookEvent["type"], string>;

/** A type of event. */
export type EventType = keyof typeof EVENT_TYPES;

/** Tells whether a text names a type of event. */
export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENT_TYPES, text);
}
