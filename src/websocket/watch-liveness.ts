// Tells a connection that is alive from one whose other end is gone without a word, as after a sleep or behind a
// router that has forgotten it. What counts is bytes, not messages: one message may take minutes.

import type { WebSocket } from "ws";
import type { Clock, Timer } from "../system/clock.ts";

/** What is watched, and how. Times in milliseconds. */
export interface LivenessDeps {
  readonly clock: Pick<Clock, "now" | "monotonic" | "setTimer">;
  readonly socket: WebSocket;
  /** Bytes that have come by its transport. */
  readonly bytesRead: () => number;
  /** How often the other end is asked for a sign. */
  readonly pingEveryMs?: number;
  /** Without a byte for so long it is dead. */
  readonly deadAfterMs?: number;
  /** Told once; the socket is terminated then. */
  readonly onDead: () => void;
}

/** How often the other end is asked. */
export const PING_EVERY_MS = 20_000;
/** Without a byte for so long a connection is dead. */
export const DEAD_AFTER_MS = 60_000;
/** A wall clock that went on by so much more than the other one: the machine slept. */
const SLEPT_MS = 30_000;
/** After a sleep nobody waits long to learn that the connection did not survive it. */
const AFTER_SLEEP_MS = 10_000;

/** Watches an open connection until it closes, or until the returned function is called. */
export function watchLiveness(deps: LivenessDeps): () => void {
  const { clock, socket, bytesRead, onDead } = deps;
  const { pingEveryMs = PING_EVERY_MS, deadAfterMs = DEAD_AFTER_MS } = deps;
  /** Looked at more often than asked, so that death is noticed soon after its time. */
  const lookEveryMs = Math.min(pingEveryMs, deadAfterMs) / 4;
  let seenBytes = bytesRead();
  let seenAt = clock.monotonic();
  let askedAt = seenAt;
  let offset = clock.now() - seenAt;
  let patienceMs = deadAfterMs;
  let timer: Timer = clock.setTimer(look, lookEveryMs, { unref: true });
  const stop = (): void => timer.clear();
  socket.once("close", stop);
  return stop;

  function look(): void {
    const now = clock.monotonic();
    if (bytesRead() !== seenBytes) {
      seenBytes = bytesRead();
      seenAt = now;
      patienceMs = deadAfterMs;
    }
    if (hasSlept(now)) {
      seenAt = now;
      patienceMs = Math.min(deadAfterMs, AFTER_SLEEP_MS);
      ask(now);
    }
    if (now - seenAt >= patienceMs) {
      socket.terminate();
      onDead();
      return;
    }
    if (now - askedAt >= pingEveryMs) ask(now);
    timer = clock.setTimer(look, lookEveryMs, { unref: true });
  }

  function ask(now: number): void {
    askedAt = now;
    if (socket.readyState === socket.OPEN) socket.ping();
  }

  function hasSlept(now: number): boolean {
    const slept = clock.now() - now - offset > SLEPT_MS;
    offset = clock.now() - now;
    return slept;
  }
}
