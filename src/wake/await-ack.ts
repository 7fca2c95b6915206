// In: a handover that a queue has. Out: how far it got within the time that its target has, and its words.

import type { AckLine, WakeAnswer } from "../core/ports/wake-port.ts";
import type { Clock } from "../system/clock.ts";

/** How long is waited. */
export interface AckTimes {
  /** For the session to take it, milliseconds. */
  readonly takenMs: number;
  /** For its answer, where one was announced, milliseconds. */
  readonly finishedMs: number;
}

/** Waits for the other side's word. What was announced and does not come is no failure of a turn that was taken. */
export async function awaitAck(
  clock: Pick<Clock, "setTimer">,
  { ack, signal }: { readonly ack: AckLine; readonly signal: AbortSignal },
  { takenMs, finishedMs }: AckTimes,
): Promise<WakeAnswer> {
  const taken = await within(clock, takenMs, signal, (both) => ack.wait("taken", both));
  if (taken === null)
    return {
      level: "accepted",
      answer: "",
      fault: `its session did not take it within ${takenMs / 1000} s`,
      again: !signal.aborted,
    };
  if (taken.level === "finished") return finished(taken.reply);
  if (taken.replyFollows !== true) return { level: "taken", answer: "" };
  const end = await within(clock, finishedMs, signal, (both) => ack.wait("finished", both));
  if (end !== null) return finished(end.reply);
  return { level: "taken", answer: "", fault: "the answer that it announced did not come" };
}

function finished(reply: string | null): WakeAnswer {
  const answer = reply?.trim() ?? "";
  return { level: "finished", answer, ...(answer === "" ? { fault: "it said nothing" } : {}) };
}

async function within<Result>(
  clock: Pick<Clock, "setTimer">,
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const late = new AbortController();
  const timer = clock.setTimer(() => late.abort(), ms);
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } finally {
    timer.clear();
  }
}
