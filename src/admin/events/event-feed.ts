// The daemon's events in, a stream of server-sent events per watcher out.
// No watcher can make memory grow: each has a bounded queue, behind it the ring that all share;
// who falls out of the ring is told so and dropped.

import type { WakehookEvent } from "../../core/records/wakehook-event.ts";
import { toError } from "../../core/records/errors.ts";
import type { EventType } from "../../core/events/event-types.ts";
import type { HookId } from "../../core/records/ids.ts";
import { wireEvent } from "../../core/wire/wire.ts";
import { maskedJson } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import { createEventRing } from "./event-ring.ts";
import { createEventIds } from "./event-id.ts";
import { hookOf } from "../hook-of-event.ts";
import { createHeartbeat } from "./heartbeat.ts";

/** How much the feed keeps. */
export const FEED_LIMITS = {
  /** Events that a watcher may lag behind, or find when it comes back. */
  maxEvents: 1000,
  maxBytes: 4_194_304,
  /** What waits for one watcher's socket. */
  watcherBytes: 1_048_576,
  maxWatchers: 32,
} as const;

/** How long an EventSource waits before it comes back. */
const RETRY_MS = 2000;

/** What a watcher wants to see; what is absent lets everything pass. */
export interface FeedFilter {
  readonly hook?: HookId | undefined;
  readonly types?: ReadonlySet<EventType> | undefined;
  /** Asked before anything is shown; false ends the stream: a token was revoked. */
  readonly mayGoOn?: (() => boolean) | undefined;
}

/** The events as streams. */
export interface EventFeed {
  /** A stream from now on, or from after `lastEventId`. null: too many watch already. */
  open(filter: FeedFilter, lastEventId: string | null): ReadableStream<Uint8Array> | null;
  /** What happened last, oldest first. */
  recent(): readonly WakehookEvent[];
  /** Ends every stream with what is left for it and an event `shutdown`. */
  close(): void;
}

/** What the feed needs. */
export type FeedDeps = Pick<
  AdminDeps,
  "clock" | "events" | "ledger" | "log" | "mask" | "startedAt"
> & {
  readonly limits?: Readonly<Record<keyof typeof FEED_LIMITS, number>>;
};

interface Watcher {
  readonly filter: FeedFilter;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  /** The last number that was handed over or passed by. */
  seen: number;
}

/** Opens the feed; it listens from here on until it is closed. */
export function createEventFeed(deps: FeedDeps): EventFeed {
  const limits = deps.limits ?? FEED_LIMITS;
  const ring = createEventRing(limits);
  const ids = createEventIds(deps.startedAt);
  const watchers = new Set<Watcher>();
  const heartbeat = createHeartbeat(deps.clock, () => {
    for (const watcher of watchers)
      if (watcher.filter.mayGoOn?.() === false) finish(watcher, control("shutdown", {}));
      else if (hasRoom(watcher)) send(watcher, `: heartbeat\n${ids.line(watcher.seen)}\n`);
  });
  const unsubscribe = deps.events.subscribe((event) => {
    ring.push(event);
    for (const watcher of watchers) guarded(watcher, handOver);
  });

  /** Whoever tells an event must not suffer from one who watches. */
  function guarded(watcher: Watcher, work: (watcher: Watcher) => void): void {
    try {
      work(watcher);
    } catch (thrown) {
      deps.log.error("a watcher of events could not be served", { error: toError(thrown) });
      watcher.controller.error(thrown);
      leave(watcher);
    }
  }

  function handOver(watcher: Watcher): void {
    if (watcher.filter.mayGoOn?.() === false) {
      finish(watcher, control("shutdown", {}));
      return;
    }
    if (watcher.seen < ring.oldest() - 1) {
      const missed = ring.latest() - watcher.seen;
      finish(watcher, control("dropped", { missed, reason: "this watcher reads too slowly" }));
      return;
    }
    while (watcher.seen < ring.latest() && hasRoom(watcher)) showNext(watcher);
  }

  function showNext(watcher: Watcher): void {
    watcher.seen += 1;
    const next = ring.get(watcher.seen);
    if (next === undefined || !wanted(next.event, watcher.filter)) return;
    const data = maskedJson(wireEvent(next.event), deps.mask);
    send(watcher, `${ids.line(next.number)}event: ${next.event.type}\ndata: ${data}\n\n`);
  }

  function wanted(event: WakehookEvent, { hook, types }: FeedFilter): boolean {
    if (types !== undefined && !types.has(event.type)) return false;
    return hook === undefined || hookOf(event, deps.ledger) === hook;
  }

  function finish(watcher: Watcher, lastWords: string): void {
    // First: what is sent may be read at once, which asks for more.
    leave(watcher);
    send(watcher, lastWords);
    watcher.controller.close();
  }

  function leave(watcher: Watcher): void {
    watchers.delete(watcher);
    if (watchers.size === 0) heartbeat.stop();
  }

  function control(type: string, fields: Readonly<Record<string, unknown>>): string {
    const data = JSON.stringify({ type, at: deps.clock.now(), ...fields });
    return `event: ${type}\ndata: ${data}\n\n`;
  }

  function greet(watcher: Watcher, lastEventId: string | null): void {
    const last = lastEventId === null ? ring.latest() : ids.numberOf(lastEventId);
    const known = last !== null && last <= ring.latest() && last >= ring.oldest() - 1;
    watcher.seen = known ? last : ring.oldest() - 1;
    send(watcher, `retry: ${RETRY_MS}\n${ids.line(watcher.seen)}\n`);
    if (!known) send(watcher, control("gap", { missed: missedSince(last, watcher.seen) }));
    watchers.add(watcher);
    heartbeat.start();
    handOver(watcher);
  }

  return {
    open(filter, lastEventId) {
      if (watchers.size >= limits.maxWatchers) return null;
      let watcher: Watcher | undefined;
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            watcher = { filter, controller, seen: 0 };
            greet(watcher, lastEventId);
          },
          pull() {
            if (watcher !== undefined && watchers.has(watcher)) handOver(watcher);
          },
          cancel() {
            if (watcher !== undefined) leave(watcher);
          },
        },
        new ByteLengthQueuingStrategy({ highWaterMark: limits.watcherBytes }),
      );
    },
    recent: () => ring.all(),
    close() {
      unsubscribe();
      for (const watcher of watchers)
        guarded(watcher, () => {
          while (watcher.seen < ring.latest()) showNext(watcher);
          finish(watcher, control("shutdown", {}));
        });
    },
  };
}

function send(watcher: Watcher, text: string): void {
  watcher.controller.enqueue(new TextEncoder().encode(text));
}

function hasRoom(watcher: Watcher): boolean {
  return (watcher.controller.desiredSize ?? 0) > 0;
}

/** How many were missed, where that can be told: ids of an earlier daemon say nothing. */
function missedSince(last: number | null, next: number): number | null {
  return last === null || last > next ? null : next - last;
}
