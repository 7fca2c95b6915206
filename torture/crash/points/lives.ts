// Lives of a daemon, each ended by kill-at.c at one chosen call to the system. What the sender was not answered
// it sends again to the last one, which lives.

import path from "node:path";
import { processesOf } from "../../../test/e2e/leftovers.ts";
import type { LiveChild } from "../../../test/e2e/open-home.ts";
import { leftBehind } from "../../left-behind.ts";
import type { TortureContext } from "../../part.ts";
import { checkLedger, type Extent, type Findings } from "../check-ledger.ts";
import { openCrashHome } from "../crash-home.ts";
import { linesOf } from "../lines-of.ts";

/** Where a daemon dies: `{call: "fork", number: 1, side: "after"}`. Kinds of calls stand in kill-at.c. */
export interface Point {
  readonly call: string;
  readonly number: number;
  readonly side: "before" | "after";
  /** What counts: calls from the start on, or from the first request on. */
  readonly from: "start" | "request";
}

/** A home whose daemons die at points. */
export interface Lives {
  /** A daemon takes one delivery of the hook, and dies at the point. Returns what it was about to do, or did; null: it lived. */
  readonly dieAtWork: (point: Point, hookId: string, key: string) => Promise<string | null>;
  /** A daemon dies at the point while it takes up what the last one left: a program that goes on for minutes. */
  readonly dieInRecovery: (point: Point, key: string) => Promise<string | null>;
  /** The last daemon ends all work; what was promised is held against what is. */
  readonly judge: () => Promise<Judgement>;
}

/** What became of all deliveries of all lives. */
export interface Judgement {
  readonly findings: Findings;
  readonly extent: Extent;
  /** What the dead daemons left behind when the last one had ended all work. */
  readonly left: readonly string[];
}

/** Opens a home of its own. `shim` is the library. */
export async function openLives(context: TortureContext, shim: string): Promise<Lives> {
  const { home, traces, shortenPrograms, quiet } = await openCrashHome(context);
  const log = path.join(home.folder, "killed.log");
  const journal = new Map<string, string>();
  const unanswered = new Map<string, string>();

  async function send(daemon: LiveChild, hookId: string, key: string): Promise<void> {
    unanswered.set(key, hookId);
    const answer = await daemon.post(hookId, { key }, { "idempotency-key": key }).catch(() => null);
    if (answer?.status !== 202) return;
    journal.set(key, answer.id);
    unanswered.delete(key);
  }

  function prefixOf({ call, number, side, from }: Point): string[] {
    const variables = {
      LD_PRELOAD: shim,
      KILL_AT: `${call} ${number} ${side}`,
      KILL_AT_FROM: from,
      KILL_AT_FOLDER: home.paths.root,
      KILL_AT_LOG: log,
      // Linux's other way to sync would pass by the shim.
      UV_USE_IO_URING: "0",
    };
    return ["env", ...Object.entries(variables).map(([name, value]) => `${name}=${value}`)];
  }

  /** Settles when a daemon has died, or has no more to do; ends it then. */
  async function outlive(daemon: LiveChild | null, before: number): Promise<string | null> {
    if (daemon !== null) {
      const dead = new AbortController();
      void daemon.ended.then(() => dead.abort());
      await quiet(dead.signal);
      await daemon.kill("SIGKILL");
      await daemon.close();
    }
    return linesOf(log)[before] ?? null;
  }

  return {
    async dieAtWork(point, hookId, key) {
      const before = linesOf(log).length;
      const daemon = await home.spawn({ prefix: prefixOf(point) });
      await quiet();
      await send(daemon, hookId, key);
      return outlive(daemon, before);
    },
    async dieInRecovery(point, key) {
      if (processesOf(home.folder).length === 0) {
        const first = await home.spawn();
        const started = linesOf(traces.starts).length;
        await send(first, "long", key);
        await first.until("its program runs", () => linesOf(traces.starts).length > started);
        await first.kill("SIGKILL");
        await first.close();
      }
      const before = linesOf(log).length;
      const daemon = await home.spawn({ prefix: prefixOf(point) }).catch(() => null);
      return outlive(daemon, before);
    },
    async judge() {
      await shortenPrograms();
      const last = await home.spawn();
      for (const [key, hookId] of unanswered) await send(last, hookId, key);
      await quiet();
      const left = leftBehind(home, last.pid);
      await last.kill("SIGTERM");
      const checked = checkLedger(home.paths.database, journal, traces);
      await home.close();
      return { left, ...checked };
    },
  };
}
