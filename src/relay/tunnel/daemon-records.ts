// What a daemon says that is written down: what it has, how runs ended, which hooks there are. A disk that takes
// nothing is told of; what can be said again is left to be said again.

import type { DaemonFrame } from "../../core/tunnel/frames.ts";
import { toError } from "../../core/records/errors.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { Clock } from "../../system/clock.ts";
import type { Parcels, SettledParcel } from "../store/parcels.ts";
import type { Registrations } from "../store/registrations.ts";

/** What the records need. */
export interface RecordsDeps {
  readonly clock: Pick<Clock, "now" | "setTimer">;
  readonly log: Log;
  readonly parcels: Pick<Parcels, "settle" | "noteResult">;
  readonly registrations: Pick<Registrations, "register">;
}

/** Whose they are. */
export interface RecordsOf {
  readonly daemon: string;
  readonly version: string;
  readonly isConnected: () => boolean;
}

/** The records of one connection. Nothing here rejects. */
export interface DaemonRecords {
  /** Empties parcels; tried again as long as the connection lasts, since then they are pushed again anyway. */
  settle(hook: string, done: readonly SettledParcel[]): void;
  /** false: it was not written, and is told again. */
  result(frame: Extract<DaemonFrame, { type: "result" }>): Promise<boolean>;
  /** false: it was not written. */
  register(frame: Extract<DaemonFrame, { type: "hooks" }>): Promise<boolean>;
  /** So much waits for the disk that no more is taken: memory is bounded by this, whatever a daemon says. */
  isFull(): boolean;
}

const RETRY_MS = 5000;
/** Results that wait for the disk; a daemon of ours has 16 on their way. */
const MOST_UNWRITTEN = 1024;
/** A list of hooks weighs so much more. */
const HOOKS_WEIGHT = 64;

/** The records of a daemon that has connected. */
export function createDaemonRecords(
  { clock, log, parcels, registrations }: RecordsDeps,
  { daemon, version, isConnected }: RecordsOf,
): DaemonRecords {
  let unwritten = 0;

  async function counted(weight: number, written: Promise<boolean>): Promise<boolean> {
    unwritten += weight;
    return written.finally(() => (unwritten -= weight));
  }

  async function isWritten(what: string, write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (thrown) {
      log.error("what a daemon said was not written", {
        daemon,
        what,
        error: toError(thrown).message,
      });
      return false;
    }
  }

  async function settle(hook: string, done: readonly SettledParcel[]): Promise<void> {
    const write = (): Promise<void> => parcels.settle({ daemon, hook }, done, clock.now());
    if (await isWritten("acknowledgement", write)) return;
    const again = (): void => {
      if (isConnected()) void settle(hook, done);
    };
    clock.setTimer(again, RETRY_MS, { unref: true });
  }

  return {
    settle(hook, done) {
      if (done.length > 0) void settle(hook, done);
    },
    result({ hook, number, status, ended_at: endedAt }) {
      const write = (): Promise<void> =>
        parcels.noteResult({ daemon, hook }, { number, status, endedAt });
      return counted(1, isWritten("result", write));
    },
    register({ hooks }) {
      const write = (): Promise<void> =>
        registrations.register(daemon, { hooks, version, at: clock.now() });
      return counted(HOOKS_WEIGHT, isWritten("hooks", write));
    },
    isFull: () => unwritten >= MOST_UNWRITTEN,
  };
}
