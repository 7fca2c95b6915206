// In: the paths of one home. Out: what the owner wrote, always the newest that is right. Everybody
// asks `current()` when they need it and keeps nothing; who must act at a change listens.

import { isDeepStrictEqual } from "node:util";
import { toError } from "../core/records/errors.ts";
import type { Log } from "../core/ports/log-port.ts";
import type { Problem } from "../core/settings/problem.ts";
import type { SettingsSnapshot } from "../core/settings/settings.ts";
import type { Clock, Timer } from "../system/clock.ts";
import type { Environment } from "../system/environment.ts";
import type { HomePaths } from "../system/home.ts";
import { readSettings } from "./read.ts";
import { refuseWrongConfig } from "./refuse-wrong-config.ts";
import { watchFiles } from "./watch.ts";

/** An editor that saves in place empties the file first; within this time it has written, milliseconds. */
const SETTLE_MS = 20;
/** When to read again after a fault of the machine, milliseconds: what the files say may be known then. */
const AFTER_FAULT_MS = 1000;

/** What the owner wrote, kept up to date until it is closed. */
export interface Settings {
  /** What is in force now. */
  current(): SettingsSnapshot;
  /** Calls back with each new snapshot, only where something differs; the function given back ends that. */
  onChange(listener: (snapshot: SettingsSnapshot) => void): () => void;
  /**
   * Reads everything anew, also what `file:` and `env:` secrets lead to; by itself that happens when
   * webhooks.json or config.json changes. Settles when the new snapshot is in force.
   */
  reload(): Promise<void>;
  /** Ends the watch. Settles when no timer and no handle is left. */
  close(): Promise<void>;
}

/** What settings are opened with. */
export interface SettingsDeps {
  readonly paths: HomePaths;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Reads the settings and watches their files.
 * @throws WakehookError `settings_invalid` where config.json has an error now: there is no earlier one to go on with.
 */
export async function openSettings(deps: SettingsDeps): Promise<Settings> {
  const { paths, environment, clock, log } = deps;
  const listeners = new Set<(snapshot: SettingsSnapshot) => void>();
  const signs = createSigns(clock, reload);
  const files = [paths.hooksFile, paths.configFile];
  const watch = await watchFiles(files, () => signs.notice(), { clock, log });
  let current = await readFirst().catch(async (thrown: unknown) => {
    await watch.close();
    throw thrown;
  });
  let working: Promise<void> = Promise.resolve();
  signs.listen();

  async function readFirst(): Promise<SettingsSnapshot> {
    const first = await readOnce();
    refuseWrongConfig(first.problems);
    logNewProblems(first.problems, [], log);
    return first;
  }

  async function readOnce(previous?: SettingsSnapshot): Promise<SettingsSnapshot> {
    const read = await readSettings(paths, environment, previous);
    if (read.problems.some(({ passing }) => passing === true)) signs.notice(AFTER_FAULT_MS);
    return read;
  }

  // One after the other: an older reading never takes the place of a newer one.
  function reload(): Promise<void> {
    working = working.then(readAgain);
    return working;
  }

  async function readAgain(): Promise<void> {
    const next = await readOnce(current);
    if (isDeepStrictEqual(next, current)) return;
    logNewProblems(next.problems, current.problems, log);
    current = next;
    for (const listener of listeners) tell(listener, next, log);
  }

  return {
    current: () => current,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    reload,
    async close() {
      listeners.clear();
      signs.stop();
      await watch.close();
      await working;
    },
  };
}

/** Gathers signs of a change that come close together into one reading. */
function createSigns(
  clock: Clock,
  read: () => Promise<void>,
): { notice(delayMs?: number): void; listen(): void; stop(): void } {
  let state: "starting" | "listening" | "stopped" = "starting";
  let early = false;
  let timer: Timer | undefined;
  const notice = (delayMs = SETTLE_MS): void => {
    if (state === "starting") early = true;
    if (state !== "listening" || timer !== undefined) return;
    timer = clock.setTimer(() => {
      timer = undefined;
      void read();
    }, delayMs);
  };
  return {
    notice,
    listen() {
      state = "listening";
      if (early) notice();
    },
    stop() {
      state = "stopped";
      timer?.clear();
    },
  };
}

function tell(
  listener: (snapshot: SettingsSnapshot) => void,
  snapshot: SettingsSnapshot,
  log: Log,
): void {
  try {
    listener(snapshot);
  } catch (thrown) {
    log.error("a listener failed at a change of the settings", { error: toError(thrown).message });
  }
}

function logNewProblems(next: readonly Problem[], last: readonly Problem[], log: Log): void {
  const known = new Set(last.map((problem) => JSON.stringify(problem)));
  for (const problem of next) {
    if (problem.level === "note" || known.has(JSON.stringify(problem))) continue;
    log.warn("the settings have a problem", { problem });
  }
}
