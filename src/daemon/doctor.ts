// In: the owner wants to know what is wrong. Out: what `wakehook doctor` says, run as a process of its own: it reads
// every page of the database, which would hold up senders for seconds; and a process that opens the database's file
// once more and closes it gives up the locks that SQLite holds on it.

import { askProgram, type ProgramAnswer } from "../agents/process/ask-program.ts";
import { doctorFindings, type DoctorPort, type DoctorReport } from "../core/ports/doctor-port.ts";
import type { RunProcess } from "../core/ports/process-port.ts";
import { toError } from "../core/records/errors.ts";
import type { Clock } from "../system/clock.ts";
import type { DaemonContext } from "./context.ts";

/** Bounds of looking. */
export const DOCTOR_LIMITS = {
  /** A database of many gigabytes takes its time. */
  longestMs: 300_000,
  /** A report is handed out again for so long, and for `restFactor` times as long as it took. */
  keepMs: 5000,
  restFactor: 3,
} as const;

/** What this needs. */
export interface DoctorDeps extends Pick<DaemonContext, "paths" | "environment" | "program"> {
  readonly clock: Clock;
  readonly runProcess: RunProcess;
}

type Looked = Awaited<ReturnType<DoctorPort["look"]>>;

/** Looks one at a time; closed once, which ends a look that goes on. */
export function createDoctor(deps: DoctorDeps): DoctorPort & { close(): Promise<void> } {
  const { clock } = deps;
  const stopper = new AbortController();
  let report: DoctorReport | null = null;
  let current: Promise<Looked> | null = null;
  /** Refused looks count too: nobody starts processes without bound. */
  let last: { readonly looked: Looked; readonly freshUntil: number } | null = null;

  async function lookNow(): Promise<Looked> {
    const startedAt = clock.monotonic();
    const looked = await examine(deps, stopper.signal);
    const durationMs = Math.round(clock.monotonic() - startedAt);
    const answer: Looked = looked.ok
      ? { ok: true, report: { ...looked, examinedAt: clock.now(), durationMs } }
      : looked;
    if (answer.ok) ({ report } = answer);
    const restMs = Math.max(DOCTOR_LIMITS.keepMs, durationMs * DOCTOR_LIMITS.restFactor);
    last = { looked: answer, freshUntil: clock.monotonic() + restMs };
    return answer;
  }

  return {
    last: () => ({ report, isLooking: current !== null }),
    look() {
      if (last !== null && clock.monotonic() < last.freshUntil) return Promise.resolve(last.looked);
      current ??= lookNow().finally(() => {
        current = null;
      });
      return current;
    },
    async close() {
      stopper.abort();
      await current;
    },
  };
}

type Examined =
  | { readonly ok: true; readonly findings: DoctorReport["findings"] }
  | { readonly ok: false; readonly message: string };

async function examine(
  { paths, environment, program, runProcess }: DoctorDeps,
  signal: AbortSignal,
): Promise<Examined> {
  if (program === null) return failed("this daemon does not know where its own program is");
  try {
    const answer = await askProgram(runProcess, {
      argv: [...program, "doctor", "--json"],
      environment: { ...definedOf(environment), WAKEHOOK_HOME: paths.root },
      folder: paths.root,
      timeoutMs: DOCTOR_LIMITS.longestMs,
      signal,
    });
    return read(answer);
  } catch (thrown) {
    return failed(`wakehook doctor could not be started: ${toError(thrown).message}`);
  }
}

/** An error that was found makes the exit code another; what counts is what was said. */
function read({ end, stdout, stderr }: ProgramAnswer): Examined {
  if (end.cause === "timeout")
    return failed(`wakehook doctor was not done after ${DOCTOR_LIMITS.longestMs / 1000} seconds`);
  if (end.cause === "aborted") return failed("the daemon is stopping");
  const said = doctorFindings().safeParse(parsed(stdout));
  if (said.success) return { ok: true, findings: said.data.findings };
  const words = (stderr.trim() || stdout.trim()).slice(0, 300);
  return failed(`wakehook doctor ended without an answer (${howOf(end)}): ${words}`);
}

function howOf({ cause, exitCode, signal }: ProgramAnswer["end"]): string {
  return cause === "exit" ? `exit code ${exitCode ?? signal}` : cause;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** All of it: `env:NAME` in the settings must be found as the daemon finds it. It is this very program. */
function definedOf(environment: DaemonContext["environment"]): Record<string, string> {
  const set = Object.entries(environment).filter((entry): entry is [string, string] => {
    const [, value] = entry;
    return value !== undefined;
  });
  return Object.fromEntries(set);
}

function failed(message: string): Examined {
  return { ok: false, message };
}
