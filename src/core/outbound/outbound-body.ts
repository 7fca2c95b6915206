// The body of every event that leaves: one shape for all.

import type { OutboundData, OutboundEvent, ResourceType } from "./outbound-events.ts";
import { OUTBOUND_EVENTS } from "./outbound-events.ts";

/** What an event is about. Labels are short and fit for a choice; annotations may be long. */
export interface OutboundResource {
  readonly id: string;
  readonly type: ResourceType;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** One event as it is sent. */
export interface OutboundBody<Event extends OutboundEvent = OutboundEvent> {
  readonly event: Event;
  /** RFC 3339, UTC. */
  readonly timestamp: string;
  readonly resource: OutboundResource;
  readonly data: OutboundData<Event>;
}

/** What a body is made of. */
export interface OutboundFacts<Event extends OutboundEvent> {
  readonly event: Event;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly id: string;
  readonly labels?: Readonly<Record<string, string | null>>;
  readonly annotations?: Readonly<Record<string, string | null>>;
  readonly data: OutboundData<Event>;
}

/** Builds the body of an event. Labels and annotations without a value are left out. */
export function outboundBody<Event extends OutboundEvent>(
  facts: OutboundFacts<Event>,
): OutboundBody<Event> {
  const { event, at, id, labels = {}, annotations = {}, data } = facts;
  return {
    event,
    timestamp: rfc3339(at),
    resource: {
      id,
      type: OUTBOUND_EVENTS[event].resource,
      labels: present(labels),
      annotations: present(annotations),
    },
    data,
  };
}

/** An instant as the bodies write it. */
export function rfc3339(at: number): string {
  return new Date(at).toISOString();
}

/** The same where there may be none. */
export function rfc3339OrNull(at: number | null): string | null {
  return at === null ? null : rfc3339(at);
}

function present(values: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}
