// Which sessions are open in terminals, and the hook programs that wait in them. In memory: after a restart of the daemon
// they come back by themselves.

import type {
  TerminalAnswer,
  TerminalSession,
  TerminalState,
  TerminalWaiter,
} from "../core/ports/terminals-port.ts";
import type { Clock } from "../system/clock.ts";
import { isAlive } from "../system/processes.ts";

/** A session that is open. */
export interface OpenSession {
  session: TerminalSession;
  state: TerminalState;
  stateAt: number;
  /** The last sign of life of whoever works in it. */
  usedAt: number;
  /** null: nobody waits, and it cannot be woken. */
  waiter: { readonly id: string; readonly at: number; seenAt: number } | null;
  /** Answers the waiter; null: it is between two questions. */
  answer: ((answer: TerminalAnswer) => void) | null;
}

/** All of them. */
export interface TerminalSessions {
  all(): OpenSession[];
  find(id: string): OpenSession | null;
  /** The session, made known where it is new. */
  know(session: TerminalSession, at: number): OpenSession;
  close(id: string): void;
  /** The question of a waiter; `none` after a while. */
  ask(
    session: TerminalSession,
    waiter: TerminalWaiter,
    signal: AbortSignal,
  ): Promise<TerminalAnswer>;
  /** Whether a waiter is there, or between two questions. */
  waits(known: OpenSession): boolean;
}

/** How long a waiter's question stays open. */
const ANSWER_AFTER_MS = 25_000;
/** A waiter that does not ask again has gone. */
const WAITER_GONE_MS = 45_000;

/** Knows nobody yet. `onClosed` is called behind each that has ended. */
export function createTerminalSessions(
  clock: Clock,
  onClosed: (id: string) => void,
): TerminalSessions {
  const open = new Map<string, OpenSession>();

  function close(id: string): void {
    const known = open.get(id);
    if (known === undefined) return;
    open.delete(id);
    known.answer?.({ kind: "leave" });
    onClosed(id);
  }

  function know(session: TerminalSession, at: number): OpenSession {
    const found = open.get(session.id);
    if (found !== undefined) {
      found.session = session;
      return found;
    }
    // A process has one session: /clear and /resume begin another. And those that were killed say nothing.
    for (const { session: other } of open.values())
      if (other.pid === session.pid || !isAlive(other.pid)) close(other.id);
    const known: OpenSession = {
      session,
      state: "busy",
      stateAt: 0,
      usedAt: at,
      waiter: null,
      answer: null,
    };
    open.set(session.id, known);
    return known;
  }

  return {
    all: () => [...open.values()],
    find: (id) => open.get(id) ?? null,
    know,
    close,
    waits: ({ waiter }) => waiter !== null && clock.monotonic() - waiter.seenAt < WAITER_GONE_MS,
    async ask(session, waiter, signal) {
      const known = know(session, waiter.at);
      noteState(known, waiter.state, waiter.stateAt);
      if (known.waiter !== null && known.waiter.id !== waiter.id) {
        if (known.waiter.at > waiter.at) return { kind: "leave" };
        known.answer?.({ kind: "leave" });
      }
      known.waiter = { id: waiter.id, at: waiter.at, seenAt: clock.monotonic() };
      return question(clock, known, signal);
    },
  };
}

/** The last word counts, by when its program was started. */
export function noteState(known: OpenSession, state: TerminalState, at: number): void {
  if (at < known.stateAt) return;
  known.state = state;
  known.stateAt = at;
  known.usedAt = Math.max(known.usedAt, at);
}

function question(clock: Clock, known: OpenSession, signal: AbortSignal): Promise<TerminalAnswer> {
  return new Promise((resolve) => {
    const settle = (answer: TerminalAnswer): void => {
      if (known.answer === settle) known.answer = null;
      timer.clear();
      signal.removeEventListener("abort", onAbort);
      resolve(answer);
    };
    const giveUp = (): void => settle({ kind: "none" });
    // Whoever asked has hung up.
    const onAbort = (): void => {
      if (known.answer === settle) known.waiter = null;
      giveUp();
    };
    const timer = clock.setTimer(giveUp, ANSWER_AFTER_MS, { unref: true });
    // A question that was asked twice: the first asker has gone.
    known.answer?.({ kind: "none" });
    known.answer = settle;
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
