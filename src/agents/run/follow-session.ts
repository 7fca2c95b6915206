// In: a run of a conversation, its output while it grows. Out: whoever keeps the conversation knows its id as soon as
// it is known: where the daemon dies during the first turn, that turn must be found again.

import type { AgentSession } from "../../core/ports/agent-port.ts";
import { toError } from "../../core/records/errors.ts";
import type { Clock, Timer } from "../../system/clock.ts";
import { newLines, outputFile } from "../process/output-lines.ts";
import type { Provider, Transcript } from "../providers/provider.ts";
import type { SessionPlan } from "./session.ts";

/** What is followed. */
export interface FollowedSession {
  readonly provider: Provider;
  /** undefined: a run of its own, of which nobody is told anything. */
  readonly session: AgentSession | undefined;
  readonly plan: SessionPlan;
  readonly stdoutFile: string;
  readonly stderrFile: string;
}

/** The following of one run. */
export interface SessionFollower {
  /** Just before the program is started: an id of ours is told now. */
  start(): void;
  /** The program has ended, or was never started. */
  stop(): void;
  /** What it left is read. Throws what the listener threw meanwhile. */
  settle(transcript: Transcript): void;
}

const CHECK_MS = 100;

/** Follows one run. `giveUp` ends it: its listener could not write the id down. */
export function followSession(
  clock: Clock,
  { provider, session, plan, ...output }: FollowedSession,
  giveUp: () => void,
): SessionFollower {
  let known = plan.kind === "continues" ? plan.id : null;
  let fault: Error | null = null;
  const tell = (id: string): void => {
    if (id === known) return;
    known = id;
    session?.onId(id);
  };
  const tellWhileRunning = (id: string): void => {
    try {
      tell(id);
    } catch (thrown) {
      fault = toError(thrown);
      giveUp();
    }
  };
  let stop = (): void => {};
  return {
    start() {
      if (plan.kind !== "begins") return;
      const { idIn } = provider.sessions;
      if (idIn === undefined) tell(plan.id);
      else stop = watchForId(clock, { idIn, ...output }, tellWhileRunning);
    },
    stop: () => stop(),
    settle({ sessionId, acted, finished }) {
      if (fault !== null) throw fault;
      // One that failed before it began to work has not gone on under another id.
      if (sessionId !== undefined && (plan.kind === "begins" || acted || finished)) tell(sessionId);
    },
  };
}

/** Looks until the id is there, and calls back with it once. */
function watchForId(
  clock: Clock,
  watched: Pick<FollowedSession, "stdoutFile" | "stderrFile"> & {
    readonly idIn: (line: string) => string | null;
  },
  onId: (id: string) => void,
): () => void {
  const files = [watched.stderrFile, watched.stdoutFile].map(outputFile);
  let timer: Timer | null = null;
  let stopped = false;
  const look = async (): Promise<void> => {
    const lines = (await Promise.all(files.map(newLines))).flat();
    if (stopped) return;
    const id = lines.map(watched.idIn).find((found) => found !== null);
    if (typeof id === "string") onId(id);
    else schedule();
  };
  const schedule = (): void => {
    timer = clock.setTimer(() => void look(), CHECK_MS);
  };
  schedule();
  return () => {
    stopped = true;
    timer?.clear();
  };
}
