// What happens in, server-sent batches for open pages out. A page hears at most a few batches a second, however many
// events there are; all pages get the same bytes, made once. Nothing is made while no page is open.

import type { WakehookEvent } from "../core/records/wakehook-event.ts";
import { toError } from "../core/records/errors.ts";
import type { Clock, Timer } from "../system/clock.ts";
import { createKeptBatches } from "./kept-batches.ts";
import type { Batch } from "./render-batch.ts";
import type { DashboardDeps } from "./deps.ts";

/** Bounds of the stream. */
export const CHANGE_LIMITS = {
  /** Events are collected this long before they are shown. */
  batchMs: 300,
  /** The same after a batch that was full: nobody reads so fast, and what arrives goes first. */
  floodMs: 1500,
  /** Deliveries shown by one batch; what else has changed is only counted. */
  batchDeliveries: 60,
  /** Batches that a page may have missed. */
  kept: 50,
  keptBytes: 2_097_152,
  pages: 64,
  /** What waits for one page's socket; a page that reads slower comes back and asks anew. */
  pageBytes: 1_048_576,
} as const;

const HEARTBEAT_MS = 15_000;
const RETRY_MS = 1000;

/** What has changed since the last batch. */
export interface Changed {
  readonly deliveries: Set<string>;
  readonly refused: Extract<WakehookEvent, { type: "refused" }>[];
  /** Parts of pages that look different now. */
  readonly places: Set<string>;
}

/** The changes as streams. */
export interface Changes {
  /**
   * From now on, or from after the batch of this id; until the page is welcome no more. null: too many pages are
   * open.
   */
  open(lastId: string | null, isWelcome: () => boolean): ReadableStream<Uint8Array> | null;
  /** The id of the newest batch. */
  lastId(): string;
  close(): void;
}

type Watcher = ReadableStreamDefaultController<Uint8Array>;

/** Listens from here on. `render` makes a batch of what has changed. */
export function createChanges(
  deps: Pick<DashboardDeps, "clock" | "events" | "log" | "startedAt">,
  render: (changed: Changed) => Promise<Batch>,
): Changes {
  const watchers = new Map<Watcher, () => boolean>();
  const kept = createKeptBatches(deps.startedAt, CHANGE_LIMITS);
  let changed = nothing();
  let timer: Timer | null = null;
  let beat: Timer | null = null;
  let isRendering = false;
  let waitMs: number = CHANGE_LIMITS.batchMs;
  let isClosed = false;

  const unsubscribe = deps.events.subscribe((event) => {
    note(changed, event);
    arm(deps.clock);
  });

  function arm(clock: Clock): void {
    if (timer !== null || isRendering || isClosed) return;
    const fire = (): void => {
      timer = null;
      flush().catch((error: unknown) =>
        deps.log.error("the dashboard could not show what happened", { error: toError(error) }),
      );
    };
    timer = clock.setTimer(fire, waitMs, { unref: true });
  }

  async function flush(): Promise<void> {
    const now = changed;
    changed = nothing();
    const isFull = now.deliveries.size >= CHANGE_LIMITS.batchDeliveries;
    waitMs = isFull ? CHANGE_LIMITS.floodMs : CHANGE_LIMITS.batchMs;
    if (watchers.size === 0) return kept.forget();
    isRendering = true;
    try {
      const text = JSON.stringify(await render(now));
      const bytes = kept.push(text);
      for (const watcher of watchers.keys()) send(watcher, bytes);
    } finally {
      isRendering = false;
      if (changed.deliveries.size + changed.refused.length + changed.places.size > 0)
        arm(deps.clock);
    }
  }

  function send(watcher: Watcher, bytes: Uint8Array): void {
    const isWelcome = watchers.get(watcher)?.() === true;
    if (isWelcome && (watcher.desiredSize ?? 0) > 0) return watcher.enqueue(bytes);
    leave(watcher);
    watcher.close();
  }

  function leave(watcher: Watcher): void {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    beat?.clear();
    beat = null;
  }

  function greet(watcher: Watcher, lastId: string | null, isWelcome: () => boolean): void {
    const missed = lastId === null ? [] : kept.after(lastId);
    const first =
      missed === null ? `id: ${kept.lastId()}\nevent: reload\ndata: {}\n\n` : ": hello\n\n";
    watcher.enqueue(encode(`retry: ${RETRY_MS}\n${first}`));
    for (const bytes of missed ?? []) watcher.enqueue(bytes);
    watchers.set(watcher, isWelcome);
    beat ??= deps.clock.setTimer(onBeat, HEARTBEAT_MS, { unref: true });
  }

  function onBeat(): void {
    for (const watcher of watchers.keys()) send(watcher, encode(": heartbeat\n\n"));
    beat = watchers.size === 0 ? null : deps.clock.setTimer(onBeat, HEARTBEAT_MS, { unref: true });
  }

  return {
    open(lastId, isWelcome) {
      if (watchers.size >= CHANGE_LIMITS.pages) return null;
      let watcher: Watcher | undefined;
      const strategy = new ByteLengthQueuingStrategy({ highWaterMark: CHANGE_LIMITS.pageBytes });
      const start = (controller: Watcher): void => greet((watcher = controller), lastId, isWelcome);
      const cancel = (): void => (watcher === undefined ? undefined : leave(watcher));
      return new ReadableStream<Uint8Array>({ start, cancel }, strategy);
    },
    lastId: () => kept.lastId(),
    close() {
      isClosed = true;
      unsubscribe();
      timer?.clear();
      beat?.clear();
      for (const watcher of watchers.keys()) watcher.close();
      watchers.clear();
    },
  };
}

function nothing(): Changed {
  return { deliveries: new Set(), refused: [], places: new Set() };
}

/** Adds an event; a flood of refusals keeps the newest ones. */
function note({ deliveries, refused, places }: Changed, event: WakehookEvent): void {
  if (event.type === "delivery") deliveries.add(event.delivery.id);
  if (event.type === "run") deliveries.add(event.run.deliveryId);
  if ((event.type === "report" || event.type === "duplicate") && event.deliveryId !== null)
    deliveries.add(event.deliveryId);
  if (event.type === "refused" && refused.push(event) > CHANGE_LIMITS.batchDeliveries)
    refused.shift();
  if (event.type === "message" || event.type === "turn" || event.type === "conversation")
    places.add("chat");
  if (event.type === "settings") places.add("hooks");
  if (event.type === "tunnel" || event.type === "expose") places.add("system");
  if (event.type === "channel" || event.type === "pause" || event.type === "settings")
    places.add("system");
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
