// A Claude Code session that its owner has open in a terminal. In: a prompt. Out: what the session answered: the text
// is held until it is idle, a hook program that waits in it hands it over, and its hooks say when its turn has ended.

import { realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { WakeAnswer, WakeCall, WakeTarget } from "../core/ports/wake-port.ts";
import type { Clock } from "../system/clock.ts";
import type { TurnEnd } from "./terminal-wake.ts";
import { terminalWords } from "./terminal-words.ts";
import type { Terminals, WakePlace } from "./terminals.ts";

/** What waking sessions needs. */
export interface ClaudeTerminalDeps {
  readonly clock: Clock;
  readonly terminals: Pick<Terminals, "offer" | "forget" | "placeOf">;
}

type Call = WakeCall<"claude_terminal">;

const SECOND_MS = 1000;
/** Behind a restart of the daemon the sessions need a moment to come back. */
const NO_SESSION_MS = 10_000;

/** Makes the way to wake open sessions. */
export function createClaudeTerminal(deps: ClaudeTerminalDeps): WakeTarget<"claude_terminal"> {
  return async (call) => {
    const key = call.ack.token;
    const answer = await wake(deps, call, key);
    // What a session has in its queue is not given twice: the next attempt goes on waiting for it.
    if (answer.again !== true || call.attempt > 1) deps.terminals.forget(key);
    return answer;
  };
}

async function wake(
  { clock, terminals }: ClaudeTerminalDeps,
  call: Call,
  key: string,
): Promise<WakeAnswer> {
  const { target, request, signal } = call;
  const taken = Promise.withResolvers<"taken">();
  const ended = Promise.withResolvers<TurnEnd>();
  const text = terminalWords(await readFile(call.promptFile, "utf8"), {
    key,
    title: request.hook.title,
  });
  terminals.offer({
    key,
    text,
    folder: target.folder === undefined ? null : realFolder(target.folder),
    onAccepted: () => call.ack.note("accepted", null),
    onTaken() {
      call.ack.note("taken", null, true);
      taken.resolve("taken");
    },
    onEnd: (end) => ended.resolve(end),
  });
  const takenMs = target.ackSeconds * SECOND_MS;
  const began = clock.monotonic();
  await within(clock, Math.min(takenMs, NO_SESSION_MS), signal, taken.promise);
  if (terminals.placeOf(key) === "no_session") return notOpen(call);
  const leftMs = Math.max(0, takenMs - (clock.monotonic() - began));
  if ((await within(clock, leftMs, signal, taken.promise)) === null)
    return notTaken(terminals.placeOf(key), call);
  const timeoutMs = (target.timeoutSeconds ?? request.hook.timeoutSeconds) * SECOND_MS;
  return answerOf(await within(clock, timeoutMs, signal, ended.promise));
}

function notOpen({ target }: Call): WakeAnswer {
  const where = target.folder === undefined ? "" : ` in ${target.folder}`;
  return {
    level: null,
    answer: "",
    fault: `no Claude Code session is open${where} (wakehook terminal status)`,
  };
}

function notTaken(place: WakePlace, call: Call): WakeAnswer {
  if (place === "no_session") return notOpen(call);
  const { target, signal } = call;
  const isHanded = place === "handed_over";
  const fault = isHanded
    ? `the session did not take it within ${target.ackSeconds} s`
    : `the session was busy for ${target.ackSeconds} s`;
  return { level: isHanded ? "accepted" : "written", answer: "", fault, again: !signal.aborted };
}

function answerOf(end: TurnEnd | null): WakeAnswer {
  if (end === null) return { level: "taken", answer: "", fault: "its turn did not end in time" };
  const answer = end.reply?.trim() ?? "";
  if (end.isBrokenOff === true) return { level: "taken", answer: "", fault: end.fault ?? "" };
  if (end.fault !== null) return { level: "finished", answer: "", fault: end.fault };
  return { level: "finished", answer, ...(answer === "" ? { fault: "it said nothing" } : {}) };
}

/** Sessions know the real path of the folder that they were started in. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/** null: it did not come in time, or the wait was ended from outside. */
function within<Result>(
  clock: Pick<Clock, "setTimer">,
  ms: number,
  signal: AbortSignal,
  work: Promise<Result>,
): Promise<Result | null> {
  const late = Promise.withResolvers<null>();
  const giveUp = (): void => late.resolve(null);
  const timer = clock.setTimer(giveUp, ms);
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) giveUp();
  return Promise.race([work, late.promise]).finally(() => {
    timer.clear();
    signal.removeEventListener("abort", giveUp);
  });
}
