// In: which events are wanted. Out: those events, over restarts of the daemon, and when the line to it is lost.

import { WakehookError } from "../../core/records/errors.ts";
import type { WireEvent } from "../../core/wire/wire.ts";
import type { CommandContext } from "../command.ts";
import { connectAdmin, type EventWatch } from "./admin-client.ts";
import { sleep } from "./sleep.ts";

/** Between two tries to reach a daemon that has gone, milliseconds. */
const RECONNECT_MS = 500;

/** One thing that a follower learns. `open`: from here on nothing is missed, what was before may have been. */
export type Followed =
  | { readonly kind: "open" }
  | { readonly kind: "event"; readonly event: WireEvent }
  | { readonly kind: "lost" };

/**
 * Follows what happens until the signal is aborted.
 * @throws WakehookError where no daemon is there at the beginning, or one refuses.
 */
export async function* followEvents(
  where: Pick<CommandContext, "paths" | "clock">,
  wanted: Omit<EventWatch, "lastEventId">,
): AsyncGenerator<Followed> {
  // Whoever stops to read leaves no line open: one would keep the process for as long as the daemon holds it.
  const left = new AbortController();
  try {
    const signal = AbortSignal.any([wanted.signal, left.signal]);
    yield* followUntilLeft(where, { ...wanted, signal });
  } finally {
    left.abort();
  }
}

async function* followUntilLeft(
  { paths, clock }: Pick<CommandContext, "paths" | "clock">,
  wanted: Omit<EventWatch, "lastEventId">,
): AsyncGenerator<Followed> {
  const { signal } = wanted;
  // The first time it must be there: whoever mistyped the home wants to know at once.
  let admin = await connectAdmin(paths);
  let lastEventId: string | null = null;
  let isLost = false;
  while (!signal.aborted) {
    try {
      const events = await admin.events({ ...wanted, lastEventId });
      isLost = false;
      yield { kind: "open" };
      for await (const { id, data } of events) {
        lastEventId = id;
        yield { kind: "event", event: data as WireEvent };
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof WakehookError && error.code !== "daemon_unreachable") throw error;
    }
    if (signal.aborted) return;
    if (!isLost) yield { kind: "lost" };
    isLost = true;
    await sleep(clock, RECONNECT_MS, signal);
    // A new daemon may have other ports and another token.
    admin = await connectAdmin(paths).catch(() => admin);
  }
}
