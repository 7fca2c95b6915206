// In: `expose` of config.json, as it is in force. Out: the program that it names runs, is started again when it ends,
// and what it tells of the address outside is known, written down and told.

import type { ExposePort } from "../core/ports/expose-port.ts";
import { toError } from "../core/records/errors.ts";
import type { SettingsSnapshot } from "../core/settings/settings.ts";
import type { Clock } from "../system/clock.ts";
import { attempt, type AttemptDeps } from "./attempt.ts";
import type { BaseUrl } from "./base-url.ts";
import { backoff, DELAYS, SLOW_MS, type Delays } from "./delays.ts";
import { createLife } from "./life.ts";
import { createPause } from "./pause.ts";
import type { Fault } from "./program.ts";
import { createStatusBoard, NOTHING, type BoardDeps, type StatusBoard } from "./status-board.ts";
import { watchForOwner, type TellOwnerDeps } from "./tell-owner.ts";
import { programOf } from "./table.ts";
import { wantedOf, type Wanted } from "./wanted.ts";

/** What the supervisor needs. */
export interface ExposeDeps extends AttemptDeps, BoardDeps, TellOwnerDeps {
  readonly clock: Clock;
  readonly settings: () => SettingsSnapshot;
  /** Where the hook listener listens; null: it is switched off. */
  readonly listener: () => { readonly host: string; readonly port: number } | null;
  readonly baseUrl: BaseUrl;
  /** Where its files lie. */
  readonly folder: string;
  readonly fraction: () => number;
  /** Its delays, milliseconds. */
  readonly delays?: Delays;
}

/** The supervisor; nothing runs before its start. */
export interface ExposeSupervisor extends ExposePort {
  start(): void;
  settingsChanged(): void;
  /** Ends the program, and settles when it is gone. */
  close(): Promise<void>;
}

/** Builds it. */
export function createExposeSupervisor(deps: ExposeDeps): ExposeSupervisor {
  const { clock, log } = deps;
  const delays = deps.delays ?? DELAYS;
  const owner = watchForOwner(deps);
  const board = createStatusBoard(deps, (status) => owner.changed(status));
  const show: StatusBoard["show"] = (next) => board.show(next);
  let running: { readonly key: string; readonly abort: AbortController } | null = null;
  let lastKey: string | null = null;
  const pause = createPause(clock);
  const closing = new AbortController();
  let loop: Promise<void> = Promise.resolve();
  /** Addresses are written one after the other. */
  let writing: Promise<void> = Promise.resolve();

  async function supervise(): Promise<void> {
    await deps.leftovers.sweep().catch(warn);
    let failures = 0;
    while (!closing.signal.aborted) {
      pause.begin();
      const wanted = wantedOf(deps.settings(), deps.listener());
      if (wanted.kind === "off") {
        // An address that leads nowhere any more is in nobody's interest.
        if (!wanted.isNamed) await writeDown(() => deps.baseUrl.remove());
        lastKey = null;
        show({ ...NOTHING, program: wanted.program, detail: wanted.why, hint: wanted.hint });
        await pause.wait(null);
        continue;
      }
      const upFor = await once(wanted);
      if (closing.signal.aborted) return;
      failures = upFor >= delays.steadyMs ? 0 : failures + 1;
      if (running === null) continue;
      running = null;
      const isRefused = board.current().state === "refused";
      const delayMs = isRefused ? delays.ownerMs : backoff(delays, failures, deps.fraction());
      show({ nextTryAt: clock.now() + delayMs });
      await pause.wait(delayMs);
    }
  }

  /** One life of the program. Gives how long it was up. */
  async function once(wanted: Extract<Wanted, { kind: "wanted" }>): Promise<number> {
    const { settings } = wanted.order;
    const program = programOf(settings);
    const abort = new AbortController();
    running = { key: wanted.key, abort };
    lastKey = wanted.key;
    const life = createLife({ clock, board }, (url) => {
      void writeDown(() => putUrl(url, settings.program));
    });
    const slow = clock.setTimer(
      () => {
        if (board.current().state === "starting") show({ detail: "it has told no address yet" });
      },
      SLOW_MS,
      { unref: true },
    );
    show({
      ...NOTHING,
      program: settings.program,
      state: "starting",
      ended: board.current().ended,
    });
    const order = { ...wanted.order, folder: deps.folder };
    const fault = await attempt(
      deps,
      { program, order, signal: abort.signal },
      {
        version: (version) => show({ version }),
        started: (pid) => show({ pid }),
        told: (told) => life.hear(told),
      },
    ).catch((thrown: unknown): Fault => ({ needsOwner: false, message: toError(thrown).message }));
    slow.clear();
    await writing;
    if (abort.signal.aborted) {
      running = null;
      return 0;
    }
    const why = life.fault() ?? fault;
    show({
      state: why.needsOwner ? "refused" : "down",
      url: null,
      pid: null,
      ended: board.current().ended + 1,
      detail: why.message,
      hint: why.hint ?? null,
    });
    return life.upMs();
  }

  async function putUrl(url: string, program: string): Promise<void> {
    try {
      const { kind, replaced } = await deps.baseUrl.put(url);
      if (kind === "kept")
        log.warn("webhooks.public_base_url stays as its owner wrote it", { program, url });
      if (replaced !== null) owner.moved(replaced, url);
      show({ baseUrl: kind });
    } catch (thrown) {
      show({ baseUrl: "not_written" });
      warn(thrown);
    }
  }

  function writeDown(write: () => Promise<void>): Promise<void> {
    writing = writing.then(write).catch(warn);
    return writing;
  }

  function warn(thrown: unknown): void {
    log.warn("the way in from outside has trouble", { error: toError(thrown).message });
  }

  function settingsChanged(): void {
    const wanted = wantedOf(deps.settings(), deps.listener());
    const key = wanted.kind === "wanted" ? wanted.key : null;
    const { state, url, program } = board.current();
    if (running !== null && key !== running.key) running.abort.abort();
    // Its owner has taken the other address out: now there is room for this one.
    else if (state === "up" && url !== null && !hasBaseUrl())
      void writeDown(() => putUrl(url, program ?? ""));
    else if (running === null && (key === null || key !== lastKey)) pause.end();
  }

  function hasBaseUrl(): boolean {
    return deps.settings().config.webhooks.publicBaseUrl !== undefined;
  }

  return {
    status: () => board.current(),
    retry() {
      // A program that waits for its owner may wait for long: it is asked anew.
      if (running !== null && board.current().state === "refused") running.abort.abort();
      pause.end();
    },
    start() {
      loop = supervise();
    },
    settingsChanged,
    async close() {
      closing.abort();
      running?.abort.abort();
      pause.end();
      await loop;
      await writing;
      owner.close();
    },
  };
}
