// Wakes for sessions that are open in terminals. In: wakes, and the words of hook programs. Out: texts, one at a time for
// each session, only while it is idle, and how far each got.

import type { TerminalsPort } from "../core/ports/terminals-port.ts";
import type { Clock, Timer } from "../system/clock.ts";
import { isAlive } from "../system/processes.ts";
import { wasInterrupted } from "./look-at-transcript.ts";
import { createTerminalSessions, noteState, type OpenSession } from "./terminal-sessions.ts";
import {
  goOn,
  hasIt,
  lookInTranscript,
  newWake,
  noteAccepted,
  noteSessionEnd,
  noteTaken,
  noteTurnEnd,
  putBack,
  type NewTerminalWake,
  type TerminalWake,
} from "./terminal-wake.ts";

/** Why a wake is where it is. */
export type WakePlace = "no_session" | "busy" | "handed_over" | "in_turn";

/** What wakes sessions. */
export interface Terminals extends TerminalsPort {
  /** Puts a wake in line. One of the same key that is in a session's queue stays there, and is not given twice. */
  offer(wake: NewTerminalWake): void;
  forget(key: string): void;
  placeOf(key: string): WakePlace;
}

/** A text that is offered is taken at once, or its waiter has gone. */
const TAKE_WITHIN_MS = 5000;
/** How often transcripts are looked at while a wake is on its way. */
const LOOK_EVERY_MS = 500;

/** Knows nobody yet. */
export function createTerminals({ clock }: { readonly clock: Clock }): Terminals {
  const wakes = new Map<string, TerminalWake>();
  const sessions = createTerminalSessions(clock, (id) => {
    for (const wake of wakes.values()) if (wake.session === id) noteSessionEnd(wake);
  });
  let looking: Timer | null = null;

  function wakeIn({ session }: OpenSession): TerminalWake | undefined {
    return [...wakes.values()].find((wake) => wake.session === session.id && hasIt(wake));
  }

  /** The one that was used last. */
  function fitting(folder: string | null): OpenSession | null {
    const fit = sessions
      .all()
      .filter((one) => folder === null || one.session.folder === folder)
      .filter((one) => sessions.waits(one) || wakeIn(one) !== undefined);
    return fit.toSorted((one, other) => other.usedAt - one.usedAt)[0] ?? null;
  }

  function isFree(known: OpenSession): boolean {
    if (known.answer === null || wakeIn(known) !== undefined) return false;
    if (known.state === "idle") return true;
    return wasInterrupted(known.session.transcript, { since: known.stateAt });
  }

  function hand(): void {
    for (const wake of wakes.values()) {
      const known = wake.stage === "waiting" ? fitting(wake.folder) : null;
      if (known !== null && isFree(known)) offerTo(known, wake);
    }
    lookAgain();
  }

  function offerTo(known: OpenSession, wake: TerminalWake): void {
    const { waiter, answer, session } = known;
    wake.stage = "offered";
    wake.session = session.id;
    wake.waiter = waiter?.id ?? null;
    answer?.({ kind: "text", key: wake.key, text: wake.text });
    const onLate = (): void => {
      if (wake.stage !== "offered" || wake.session !== session.id) return;
      putBack(wake);
      if (known.waiter === waiter) known.waiter = null;
      hand();
    };
    wake.offer = clock.setTimer(onLate, TAKE_WITHIN_MS, { unref: true });
  }

  /** Goes on as long as a wake is on its way. */
  function lookAgain(): void {
    if (looking !== null || !isAnyOnItsWay()) return;
    const onTime = (): void => {
      looking = null;
      for (const wake of wakes.values()) {
        const known = wake.session === null ? null : sessions.find(wake.session);
        // Killed, it says nothing.
        if (known !== null && !isAlive(known.session.pid)) sessions.close(known.session.id);
        else tryToLook(wake);
      }
      hand();
    };
    looking = clock.setTimer(onTime, LOOK_EVERY_MS, { unref: true });
  }

  function isAnyOnItsWay(): boolean {
    return [...wakes.values()].some(({ stage }) => stage !== "over");
  }

  function stopLooking(): void {
    looking?.clear();
    looking = null;
  }

  return {
    offer(given) {
      const known = wakes.get(given.key);
      if (known === undefined) wakes.set(given.key, newWake(given));
      else goOn(known, given);
      hand();
    },
    forget(key) {
      wakes.get(key)?.offer?.clear();
      wakes.delete(key);
      if (!isAnyOnItsWay()) stopLooking();
      // Its session may be free for another.
      hand();
    },
    placeOf(key) {
      const wake = wakes.get(key);
      if (wake?.stage === "taken" || wake?.stage === "over") return "in_turn";
      if (wake?.stage === "accepted") return "handed_over";
      return wake === undefined || fitting(wake.folder) === null ? "no_session" : "busy";
    },
    tell(session, news) {
      if (news.kind === "end") {
        sessions.close(session.id);
        hand();
        return { waits: false };
      }
      const known = sessions.know(session, news.at);
      noteState(known, news.kind, news.at);
      if (news.kind === "busy") {
        const wake = news.key === null ? undefined : wakes.get(news.key);
        if (wake !== undefined && hasIt(wake)) noteTaken(wake, { ...news, session: session.id });
      } else {
        const wake = wakeIn(known);
        if (wake !== undefined) noteTurnEnd(wake, news);
      }
      hand();
      return { waits: sessions.waits(known) };
    },
    wait(session, waiter, signal) {
      const asked = sessions.ask(session, waiter, signal);
      hand();
      return asked;
    },
    take(sessionId, waiterId, key) {
      const known = sessions.find(sessionId);
      const wake = wakes.get(key);
      if (known === null || wake?.stage !== "offered") return false;
      if (wake.session !== sessionId || wake.waiter !== waiterId) return false;
      noteAccepted(wake, known.session.transcript);
      // A younger one may have come in between: it goes on waiting.
      if (known.waiter?.id === waiterId) known.waiter = null;
      noteState(known, "busy", clock.now());
      lookAgain();
      return true;
    },
    list: () =>
      sessions
        .all()
        .filter(({ session }) => isAlive(session.pid))
        .map(({ session: { id, folder, pid }, ...known }) => ({
          id,
          folder,
          pid,
          state: known.state,
          stateAt: known.stateAt,
          waits: known.waiter !== null,
        })),
  };
}

function tryToLook(wake: TerminalWake): void {
  try {
    lookInTranscript(wake);
  } catch {
    // The disk takes no more: it is looked at again.
  }
}
