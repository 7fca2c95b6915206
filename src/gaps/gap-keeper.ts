// In: signs that nothing could be received. Out: gaps in the ledger, each from its beginning to its end, also where the
// ledger itself was what failed, or the daemon was killed meanwhile.

import type { GapsPort, GapStorePort, NewGap } from "../core/ports/gaps-port.ts";
import type { Log } from "../core/ports/log-port.ts";
import { toError } from "../core/records/errors.ts";
import type { WakehookEvent } from "../core/records/wakehook-event.ts";
import type { Clock, Timer } from "../system/clock.ts";
import type { AliveMark } from "./alive-mark.ts";
import { createOwnAnswers } from "./own-answers.ts";
import { watchSleep } from "./sleep-watch.ts";

/** What keeping needs from around it. */
export interface GapKeeperDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Pick<GapStorePort, "addGap" | "endGap" | "endOpenGaps">;
  readonly mark: AliveMark;
  /** A gap is over and on record. Must not throw. */
  readonly onEnded: () => void;
}

/** Keeps gaps. */
export interface GapKeeper extends GapsPort {
  /** From now on everything is received: the last daemon's end is on record, and this one is alive. */
  start(): void;
  /** Senders that were turned away, tunnels that are down. */
  note(event: WakehookEvent): void;
  /** Tunnels that are not among these are no longer wanted: they miss nothing. */
  keepOnly(names: ReadonlySet<string>): void;
  /** From now on nothing is received. */
  close(): void;
}

/** A gap that goes on; `id` null: its row could not be written yet. */
interface OpenGap {
  readonly gap: NewGap;
  id: number | null;
}

const EVERY_MS = 15_000;

/** Creates it; nothing is read before the start. */
export function createGapKeeper(deps: GapKeeperDeps): GapKeeper {
  const { clock, store, mark, log } = deps;
  const open = new Map<string, OpenGap>();
  const answers = createOwnAnswers();
  const sleep = watchSleep(clock, EVERY_MS);
  /** What the ledger did not take yet. */
  let unsaved: Array<() => void> = [];
  let timer: Timer | null = null;
  let isFaulty = false;

  /** Now, or at a later look: nothing is forgotten, and the mark stays behind until it is written. */
  function save(write: () => void): void {
    unsaved.push(write);
    flush();
  }

  function flush(): void {
    while (unsaved.length > 0) {
      try {
        unsaved[0]?.();
      } catch (thrown) {
        if (!isFaulty)
          log.warn("a gap could not be written down yet", { error: toError(thrown).message });
        isFaulty = true;
        return;
      }
      unsaved = unsaved.slice(1);
    }
    isFaulty = false;
  }

  function saveEnded(gap: NewGap): void {
    save(() => {
      store.addGap(gap);
      deps.onEnded();
    });
  }

  function touch(): void {
    // What is on no record yet must be within the gap that a kill would leave.
    if (unsaved.length > 0 || answers.isOpen) return;
    try {
      mark.touch(clock.now());
    } catch (thrown) {
      log.debug("the mark of being alive could not be written", { error: toError(thrown).message });
    }
  }

  function look(): void {
    timer = clock.setTimer(look, EVERY_MS, { unref: true });
    const slept = sleep.look();
    if (slept !== null) saveEnded(gapOf("asleep", slept, clock.now()));
    for (const { cause, beganAt, endedAt } of answers.over(clock.now()))
      saveEnded(gapOf(cause, beganAt, endedAt));
    flush();
    touch();
  }

  function began(cause: "tunnel", name: string, detail?: string): void {
    const key = `${cause}:${name}`;
    if (open.has(key)) return;
    const gap = { cause, name, detail: detail ?? null, beganAt: clock.now(), endedAt: null };
    const entry: OpenGap = { gap, id: null };
    open.set(key, entry);
    save(() => {
      entry.id = store.addGap(gap);
    });
  }

  function ended(cause: "tunnel", name: string): void {
    const key = `${cause}:${name}`;
    const entry = open.get(key);
    if (entry === undefined) return;
    open.delete(key);
    const at = clock.now();
    save(() => {
      if (entry.id !== null) store.endGap(entry.id, at);
      deps.onEnded();
    });
  }

  return {
    start() {
      const now = clock.now();
      const last = mark.read();
      save(() => store.endOpenGaps(now));
      if (last !== null)
        saveEnded(gapOf(last.stopped ? "stopped" : "killed", Math.min(last.at, now), now));
      sleep.look();
      touch();
      timer = clock.setTimer(look, EVERY_MS, { unref: true });
    },
    note(event) {
      answers.note(event);
      if (event.type === "expose" && event.state === "off") ended("tunnel", event.program);
      if (event.type !== "tunnel") return;
      const { state, detail } = event.health;
      if (state === "down") began("tunnel", event.tunnel, detail ?? undefined);
      else if (state !== "connecting") ended("tunnel", event.tunnel);
    },
    began,
    ended,
    keepOnly(names) {
      for (const { gap } of open.values()) if (!names.has(gap.name)) ended("tunnel", gap.name);
    },
    close() {
      timer?.clear();
      if (timer === null) return;
      timer = null;
      for (const { cause, beganAt, endedAt } of answers.all())
        save(() => void store.addGap(gapOf(cause, beganAt, endedAt)));
      if (unsaved.length > 0) return;
      try {
        mark.stopped(clock.now());
      } catch (thrown) {
        log.warn("when the daemon stopped could not be written down", {
          error: toError(thrown).message,
        });
      }
    },
  };
}

function gapOf(cause: NewGap["cause"], beganAt: number, endedAt: number): NewGap {
  return { cause, name: "", detail: null, beganAt, endedAt };
}
