// Who may go now: slots of the daemon and of a hook, one run per folder, one per dependency.

import type { HookId, RunId } from "../../core/records/ids.ts";

/** What one run takes while it goes on. */
export interface Needs {
  readonly hookId: HookId;
  /** Real path, or null. */
  readonly folder: string | null;
  readonly dependency: string | null;
}

/** Slots and locks of all runs that go on. */
export interface Locks {
  take(runId: RunId, needs: Needs): void;
  release(runId: RunId): void;
  readonly running: number;
  /** Tells whether a hook has as many runs as it may. */
  isFull(hookId: HookId, maxConcurrent: number): boolean;
  /** Starts one look at the heads of the lines, in their order. */
  round(): LockRound;
}

/** One look at all that waits. */
export interface LockRound {
  /**
   * Tells whether a run may start. One that may not keeps its place: what it needs is not given
   * to anyone behind it in this round, so that nobody is overtaken on a folder or a dependency.
   */
  mayStart(needs: Needs): boolean;
}

/** Creates the locks; nothing is taken. */
export function createLocks(): Locks {
  const held = new Map<RunId, string[]>();
  const taken = new Set<string>();
  const perHook = new Map<HookId, number>();
  const hookOf = new Map<RunId, HookId>();
  return {
    take(runId, needs) {
      const keys = lockKeys(needs);
      for (const key of keys) taken.add(key);
      held.set(runId, keys);
      hookOf.set(runId, needs.hookId);
      perHook.set(needs.hookId, (perHook.get(needs.hookId) ?? 0) + 1);
    },
    release(runId) {
      for (const key of held.get(runId) ?? []) taken.delete(key);
      held.delete(runId);
      const hookId = hookOf.get(runId);
      if (hookId === undefined) return;
      hookOf.delete(runId);
      const left = (perHook.get(hookId) ?? 1) - 1;
      if (left === 0) perHook.delete(hookId);
      else perHook.set(hookId, left);
    },
    get running() {
      return held.size;
    },
    isFull: (hookId, maxConcurrent) => (perHook.get(hookId) ?? 0) >= maxConcurrent,
    round() {
      const reserved = new Set<string>();
      return {
        mayStart(needs) {
          const keys = lockKeys(needs);
          const free = keys.every((key) => !taken.has(key) && !reserved.has(key));
          if (!free) for (const key of keys) reserved.add(key);
          return free;
        },
      };
    },
  };
}

function lockKeys(needs: Needs): string[] {
  const keys: string[] = [];
  if (needs.folder !== null) keys.push(`folder:${needs.folder}`);
  if (needs.dependency !== null) keys.push(`dependency:${needs.dependency}`);
  return keys;
}
