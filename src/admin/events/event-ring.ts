// The newest events, numbered: a watcher that comes back, or lags for a moment, finds here what it has not seen.

import type { WakehookEvent } from "../../core/records/wakehook-event.ts";

/** An event with its number; numbers rise by one. */
export interface NumberedEvent {
  readonly number: number;
  readonly event: WakehookEvent;
}

/** Bounds of a ring. */
export interface RingLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/** The newest events, at most so many and so much. */
export interface EventRing {
  /** Adds an event and forgets the oldest ones that are over the bounds. */
  push(event: WakehookEvent): void;
  /** The event of this number; undefined where it is forgotten or not there yet. */
  get(number: number): NumberedEvent | undefined;
  /** All that are there, oldest first. */
  all(): readonly WakehookEvent[];
  /** The oldest number that is there; `latest() + 1` where none is. */
  oldest(): number;
  /** The newest number ever given; 0 before the first. */
  latest(): number;
}

/** What an event holds beside its long texts, about. */
const PLAIN_EVENT_BYTES = 1024;

/** Builds an empty ring. */
export function createEventRing(limits: RingLimits): EventRing {
  const events: NumberedEvent[] = [];
  let latest = 0;
  let bytes = 0;

  return {
    push(event) {
      latest += 1;
      events.push({ number: latest, event });
      bytes += weight(event);
      while (events.length > limits.maxEvents || (bytes > limits.maxBytes && events.length > 1)) {
        const forgotten = events.shift();
        if (forgotten !== undefined) bytes -= weight(forgotten.event);
      }
    },
    get: (number) => events[number - (latest - events.length) - 1],
    all: () => events.map(({ event }) => event),
    oldest: () => latest - events.length + 1,
    latest: () => latest,
  };
}

/** About how much memory an event keeps: an answer may have 64 kB, what is said in a chat more. */
function weight(event: WakehookEvent): number {
  return PLAIN_EVENT_BYTES + longText(event).length * 2;
}

function longText(event: WakehookEvent): string {
  if (event.type === "run") return event.run.answer ?? "";
  if (event.type === "message") return event.message.text;
  return event.type === "turn" ? (event.turn.reply ?? "") : "";
}
