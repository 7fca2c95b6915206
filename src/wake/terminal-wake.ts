// One wake on its way into a session that is open in a terminal. In: what hook programs tell, and what the session's
// transcript shows. Out: how far it got, each step told once.

import type { Timer } from "../system/clock.ts";
import { lookForKey, transcriptSize, wasInterrupted } from "./look-at-transcript.ts";

/** `offered`: a waiter was told; `accepted`: it hands it over; `taken`: it stands in a turn. */
export type WakeStage = "waiting" | "offered" | "accepted" | "taken" | "over";

/** How a turn ended. */
export interface TurnEnd {
  /** The session's last words; null: none. */
  readonly reply: string | null;
  /** Why there are none; null: it ended by itself. */
  readonly fault: string | null;
  /** Its user did not want to see the end of it. */
  readonly isBrokenOff?: boolean | undefined;
}

/** A wake for whichever session fits. */
export interface NewTerminalWake {
  readonly key: string;
  readonly text: string;
  /** Where the session must have been started, a real path; null: the one that was used last. */
  readonly folder: string | null;
  /** A waiter hands it over. @throws WakehookError `storage_unavailable`. */
  readonly onAccepted: () => void;
  /** It stands in a turn. @throws WakehookError `storage_unavailable`. */
  readonly onTaken: () => void;
  readonly onEnd: (end: TurnEnd) => void;
}

/** One wake, and where it is. */
export interface TerminalWake extends NewTerminalWake {
  stage: WakeStage;
  /** The session that has it, or is offered it. */
  session: string | null;
  /** The waiter that it is offered to. */
  waiter: string | null;
  transcript: string | null;
  /** How long the transcript was when it was handed over. */
  from: number;
  promptId: string | null;
  /** Runs while it is offered. */
  offer: Timer | null;
  /** How its turn ended; before it is taken: a turn that may have been its own. */
  ended: (TurnEnd & { readonly promptId: string | null }) | null;
}

/** A wake that nobody has yet. */
export function newWake(given: NewTerminalWake): TerminalWake {
  return {
    ...given,
    stage: "waiting",
    session: null,
    waiter: null,
    transcript: null,
    from: 0,
    promptId: null,
    offer: null,
    ended: null,
  };
}

/** Tells whether a session has it, or is being given it. */
export function hasIt({ stage }: TerminalWake): boolean {
  return stage !== "waiting" && stage !== "over";
}

/** Nobody has it any more: another session may get it. */
export function putBack(wake: TerminalWake): void {
  wake.offer?.clear();
  wake.stage = "waiting";
  wake.session = null;
}

/** A waiter hands it over. */
export function noteAccepted(wake: TerminalWake, transcript: string | null): void {
  wake.onAccepted();
  wake.offer?.clear();
  wake.stage = "accepted";
  wake.transcript = transcript;
  wake.from = transcriptSize(transcript);
  wake.ended = null;
}

/** It was seen in a turn: of the session that it was given, or of one that took that one's place. */
export function noteTaken(
  wake: TerminalWake,
  { session, promptId }: { readonly session: string; readonly promptId: string | null },
): void {
  if (wake.stage === "taken" || wake.stage === "over") return;
  wake.onTaken();
  wake.stage = "taken";
  wake.session = session;
  wake.promptId = promptId;
  // The hook of its turn's end may overtake the one of its beginning.
  const { ended } = wake;
  if (ended !== null && promptId !== null && ended.promptId === promptId) finish(wake, ended);
}

const BROKEN_OFF = { reply: null, fault: "its user broke the turn off", isBrokenOff: true };

/** Looks whether the transcript shows it in a turn, and whether its user broke that off. */
export function lookInTranscript(wake: TerminalWake): void {
  const { stage, session } = wake;
  if (stage === "taken" && wasInterrupted(wake.transcript, wake)) finish(wake, BROKEN_OFF);
  if (stage !== "accepted" || session === null) return;
  if (lookForKey(wake.transcript, wake) === "taken") noteTaken(wake, { session, promptId: null });
}

/** It is offered again: what a session has, or has in its queue, is not given twice. */
export function goOn(wake: TerminalWake, given: NewTerminalWake): void {
  Object.assign(wake, given);
  lookInTranscript(wake);
  const isReached = wake.stage === "taken" || wake.stage === "over";
  if (isReached) wake.onTaken();
  if (wake.stage === "over" && wake.ended !== null) wake.onEnd(wake.ended);
  const isQueued = wake.stage === "accepted" && lookForKey(wake.transcript, wake) === "queued";
  if (!isReached && !isQueued) putBack(wake);
}

/** A turn of its session has ended: perhaps its own. */
export function noteTurnEnd(
  wake: TerminalWake,
  { promptId, reply, fault }: TurnEnd & { readonly promptId: string | null },
): void {
  const { session } = wake;
  if (wake.stage === "accepted" && session !== null) {
    const seen = lookForKey(wake.transcript, wake);
    // Without a transcript, the end of a turn behind the handover is all that can be known.
    if (seen === "taken" || seen === null) noteTaken(wake, { session, promptId });
    else wake.ended = { promptId, reply, fault };
  }
  const isOther = wake.promptId !== null && promptId !== null && wake.promptId !== promptId;
  if (wake.stage === "taken" && !isOther) finish(wake, { reply, fault });
}

/** Its session was closed. */
export function noteSessionEnd(wake: TerminalWake): void {
  if (wake.stage === "taken")
    finish(wake, { reply: null, fault: "the session was closed before it answered" });
  else if (hasIt(wake)) putBack(wake);
}

function finish(wake: TerminalWake, end: TurnEnd): void {
  wake.stage = "over";
  wake.ended = { ...end, promptId: wake.promptId };
  wake.onEnd(end);
}
