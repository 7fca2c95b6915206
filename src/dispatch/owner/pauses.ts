// What is paused now: a mirror of the ledger's rows, so that every delivery can ask without the disk.

import type { WakehookEvent } from "../../core/records/wakehook-event.ts";
import type { LedgerPort, NewReport } from "../../core/ports/ledger-port.ts";
import { entityPauseName, type Pause, type PauseKind } from "../../core/admission/pause.ts";
import type { Clock } from "../../system/clock.ts";
import type { Waiting } from "../waiting/waiting-line.ts";

/** What pauses need from around them. */
export interface PausesDeps {
  readonly clock: Clock;
  readonly ledger: Pick<LedgerPort, "pauses" | "pause" | "resume">;
  readonly emit: (event: WakehookEvent) => void;
}

/** What is paused. */
export interface Pauses {
  /** Reads the rows; at the start, before anything is asked. */
  load(): void;
  all(): Pause[];
  find(kind: PauseKind, name: string): Pause | null;
  /** The pause that keeps a delivery from running, its provider's apart: of everything, its hook, or its entity. */
  of(entry: Pick<Waiting, "hookId" | "entity">): Pause | null;
  /** Writes one down, with what the owner is told. @throws what the ledger throws; nothing is paused then. */
  add(pause: Pause, reports?: readonly NewReport[]): void;
  /** Lifts one; false where there is none. @throws what the ledger throws. */
  lift(kind: PauseKind, name: string, reports?: readonly NewReport[]): boolean;
  /** When this one was last lifted; null: not since the start. What ran before no longer counts against it. */
  liftedAt(kind: PauseKind, name: string): number | null;
  /** Lifts those whose end has come, and gives them back. */
  liftEnded(): Pause[];
  /** When the next one ends by itself; null: none. */
  nextEnd(): number | null;
}

/** Creates the mirror, empty before `load`. */
export function createPauses({ clock, ledger, emit }: PausesDeps): Pauses {
  const pauses = new Map<string, Pause>();
  const lifted = new Map<string, number>();

  function lift(kind: PauseKind, name: string, reports: readonly NewReport[] = []): boolean {
    const pause = pauses.get(keyOf(kind, name));
    if (pause === undefined) return false;
    ledger.resume(kind, name, reports);
    pauses.delete(keyOf(kind, name));
    lifted.set(keyOf(kind, name), clock.now());
    emit({ type: "pause", at: clock.now(), pause, ended: true });
    return true;
  }

  const find = (kind: PauseKind, name: string): Pause | null =>
    pauses.get(keyOf(kind, name)) ?? null;

  return {
    load() {
      for (const pause of ledger.pauses()) pauses.set(keyOf(pause.kind, pause.name), pause);
    },
    all: () => [...pauses.values()],
    find,
    of({ hookId, entity }) {
      if (pauses.size === 0) return null;
      const whole = find("all", "all") ?? find("hook", hookId);
      if (whole !== null || entity === null) return whole;
      return find("entity", entityPauseName(hookId, entity));
    },
    add(pause, reports = []) {
      ledger.pause(pause, reports);
      pauses.set(keyOf(pause.kind, pause.name), pause);
      emit({ type: "pause", at: clock.now(), pause, ended: false });
    },
    lift,
    liftedAt: (kind, name) => lifted.get(keyOf(kind, name)) ?? null,
    liftEnded() {
      const now = clock.now();
      const ended = [...pauses.values()].filter(({ until }) => until !== null && until <= now);
      for (const { kind, name } of ended) lift(kind, name);
      return ended;
    },
    nextEnd() {
      const ends = [...pauses.values()].flatMap(({ until }) => until ?? []);
      return ends.length === 0 ? null : Math.min(...ends);
    },
  };
}

function keyOf(kind: PauseKind, name: string): string {
  return `${kind} ${name}`;
}
