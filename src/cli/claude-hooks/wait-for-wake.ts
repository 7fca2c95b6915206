// A hook program waits in its session. In: the daemon's answers. Out: a text to wake the session with, or nothing: another
// waits, or the session has gone. It outlives neither Claude Code nor the shell that started it.

import type { TerminalSession } from "../../core/ports/terminals-port.ts";
import type { Clock } from "../../system/clock.ts";
import { isAlive, parentPid } from "../../system/processes.ts";
import { sleep } from "../daemon/sleep.ts";
import type { DaemonLine } from "./daemon-line.ts";
import { leaveMark, readMark, removeMark } from "./session-mark.ts";

/** What waiting needs. */
export interface WaitDeps {
  readonly clock: Clock;
  readonly line: DaemonLine;
  readonly marksFolder: string;
}

/** Who waits. */
export interface Waiting {
  readonly session: TerminalSession;
  /** This program's own id. */
  readonly id: string;
  /** When it was started, epoch milliseconds. */
  readonly at: number;
}

/** How often it is looked whether the session is still there. */
const WATCH_MS = 2000;
/** Between two questions to a daemon that is away, or on its way out. */
const AWAY_MS = 3000;
const SHORT_MS = 1000;

/** Waits; null: there is nothing to say any more. */
export async function waitForWake(deps: WaitDeps, waiting: Waiting): Promise<string | null> {
  const gone = watchSession(deps.clock, waiting.session.pid);
  try {
    while (!gone.signal.aborted) {
      const step = await askOnce(deps, waiting, gone.signal);
      if (step.kind === "end") return step.text;
      await sleep(deps.clock, step.pauseMs, gone.signal);
    }
    if (!isAlive(waiting.session.pid)) await removeMark(deps.marksFolder, waiting.session.id);
    return null;
  } finally {
    gone.stop();
  }
}

type Step =
  | { readonly kind: "end"; readonly text: string | null }
  | { readonly kind: "again"; readonly pauseMs: number };

async function askOnce(deps: WaitDeps, waiting: Waiting, signal: AbortSignal): Promise<Step> {
  const { clock, line, marksFolder } = deps;
  const { id, at, session } = waiting;
  const mark = (await readMark(marksFolder, session.id)) ?? { state: "idle", at };
  const began = clock.monotonic();
  const answer = await line.wait({ id, at, state: mark.state, stateAt: mark.at }, signal);
  if (answer === null) return { kind: "again", pauseMs: AWAY_MS };
  if (answer.kind === "leave") return { kind: "end", text: null };
  // A daemon that stops answers at once, each time.
  if (answer.kind === "none")
    return { kind: "again", pauseMs: clock.monotonic() - began < SHORT_MS ? SHORT_MS : 0 };
  // Somebody has begun a turn in this moment: the daemon keeps the text, and hears of it with the next question.
  const now = await readMark(marksFolder, session.id);
  if (now?.state === "busy" && now.at > mark.at) return { kind: "again", pauseMs: 0 };
  if (!(await line.take(id, answer.key))) return { kind: "again", pauseMs: 0 };
  await leaveMark(marksFolder, session.id, { state: "busy", at: clock.now() });
  return { kind: "end", text: answer.text };
}

function watchSession(
  clock: Clock,
  pid: number,
): { readonly signal: AbortSignal; readonly stop: () => void } {
  const gone = new AbortController();
  const parent = parentPid();
  let timer = clock.setTimer(look, WATCH_MS);
  function look(): void {
    if (isAlive(pid) && parentPid() === parent) timer = clock.setTimer(look, WATCH_MS);
    else gone.abort();
  }
  return { signal: gone.signal, stop: () => timer.clear() };
}
