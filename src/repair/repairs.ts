// In: gaps that are over, and the owner's word. Out: repairs that go on one at a time for each hook, when they are due.

import { idKey, isPlainId } from "../core/records/claim-key.ts";
import { isHookId, type HookId } from "../core/records/ids.ts";
import { toError, WakehookError } from "../core/records/errors.ts";
import type { RepairPreview, RepairsPort } from "../core/ports/gaps-port.ts";
import type { Repair } from "../core/records/gap.ts";
import type { Timer } from "../system/clock.ts";
import { earliestOf, inTheWay, planRepairs } from "./plan-repairs.ts";
import { previewRepair } from "./preview-repair.ts";
import type { RepairDeps } from "./repair-deps.ts";
import { repairKey } from "./hand-in.ts";
import type { Task } from "./put-off.ts";
import { runRepair } from "./run-repair.ts";

/** Repairs at work. */
export interface Repairs extends RepairsPort {
  /** What was in the way may be gone: everything is tried now. */
  settingsChanged(): void;
  /** Settles when nothing of it goes on any more; what was not done is done at the next start. */
  close(): Promise<void>;
}

/** Hooks that are looked after at a time. */
const MOST_AT_ONCE = 2;
/** After a fault of the ledger. */
const FAULT_MS = 60_000;
const LONGEST_SLEEP_MS = 3_600_000;
/** What is older is no longer shown. */
const KEPT_MS = 90 * 86_400_000;

/** Creates them; nothing goes on before the first look. */
export function createRepairs(deps: RepairDeps): Repairs {
  const { clock, store, log } = deps;
  const stopper = new AbortController();
  const { signal } = stopper;
  const going = new Map<HookId, Promise<void>>();
  let timer: Timer | null = null;

  function look(): void {
    guarded(() => {
      planRepairs(store, deps.settings(), clock.now());
      store.forgetGaps(clock.now() - KEPT_MS);
      pump();
    });
  }

  /** A ledger that fails now works later. */
  function guarded(work: () => void): void {
    if (signal.aborted) return;
    try {
      work();
    } catch (thrown) {
      log.error("what was missed cannot be looked for now", { error: toError(thrown).message });
      wakeIn(FAULT_MS);
    }
  }

  function wakeIn(delayMs: number): void {
    timer?.clear();
    timer = clock.setTimer(() => guarded(look), delayMs, { unref: true });
  }

  function pump(): void {
    if (signal.aborted) return;
    const now = clock.now();
    const open = store.openRepairs().filter((repair) => isPossible(repair));
    for (const repair of open) {
      if (going.size >= MOST_AT_ONCE) break;
      // A time further ahead than any is planned was planned before the clock was put back.
      const isDue = repair.nextAt <= now || repair.nextAt > now + 2 * LONGEST_SLEEP_MS;
      if (isDue && !going.has(repair.hookId)) begin(repair);
    }
    const waiting = open.filter(({ hookId }) => !going.has(hookId)).map(({ nextAt }) => nextAt);
    if (waiting.length === 0) return;
    const next = Math.min(...waiting) - now;
    if (going.size < MOST_AT_ONCE) wakeIn(Math.min(Math.max(next, 10), LONGEST_SLEEP_MS));
  }

  /** What can never go on ends; what waits for its owner says so. */
  function isPossible(repair: Repair): boolean {
    const obstacle = inTheWay(deps.settings(), repair.hookId);
    if (obstacle === null) return true;
    const { word, isForGood } = obstacle;
    if (isForGood) store.endRepair(repair.id, { state: "given_up", at: clock.now(), word }, []);
    else if (repair.word !== word) store.postponeRepair(repair.id, { ...repair, word });
    return false;
  }

  function begin(repair: Repair): void {
    const task = taskOf(repair);
    if (task === null) return;
    const work = goOn(repair, task);
    going.set(repair.hookId, work);
  }

  /** Never rejects. */
  async function goOn({ hookId }: Repair, task: Task): Promise<void> {
    try {
      await runRepair(deps, task);
      going.delete(hookId);
      guarded(pump);
    } catch (thrown) {
      going.delete(hookId);
      log.error("a repair was interrupted", { hook: hookId, error: toError(thrown).message });
      if (!signal.aborted) wakeIn(FAULT_MS);
    }
  }

  function taskOf({ id, hookId }: Pick<Repair, "id" | "hookId">): Task | null {
    const loaded = deps.settings().hooks.get(hookId);
    const missed = loaded === undefined ? null : deps.missedOf(loaded, signal);
    const { hook } = loaded ?? {};
    if (missed === null || hook?.repair === undefined) return null;
    return {
      id,
      hook: { ...hook, repair: hook.repair },
      missed,
      signal,
      state: { failures: 0, restarts: 0 },
    };
  }

  function requirePossible(hookId: string): Task {
    const id = isHookId(hookId) ? hookId : null;
    if (id === null || !deps.settings().hooks.has(id))
      throw new WakehookError("not_found", `there is no hook ${JSON.stringify(hookId)}`);
    const obstacle = inTheWay(deps.settings(), id);
    const task = obstacle === null ? taskOf({ id: 0, hookId: id }) : null;
    if (task !== null) return task;
    const hint = `wakehook hook set ${id} 'repair={"kind": "github", "token": "file:/...", "repository": "owner/name"}'`;
    const words = obstacle ?? { word: "the hook has no repair", isForGood: true };
    throw new WakehookError("refused", words.word, words.isForGood ? { hint } : {});
  }

  return {
    look,
    settingsChanged() {
      guarded(() => {
        const now = clock.now();
        for (const { id, nextAt, failures, word } of store.openRepairs())
          if (nextAt > now && failures > 0)
            store.postponeRepair(id, { nextAt: now, failures, word });
        // A hook may have the field since just now.
        planRepairs(store, deps.settings(), now);
        pump();
      });
    },
    start(hookId, since) {
      const { hook } = requirePossible(hookId);
      const now = clock.now();
      const fromAt = Math.max(since, earliestOf(deps.settings(), now));
      const times = { fromAt, untilAt: now, createdAt: now, nextAt: now };
      const id = store.addRepair({ hookId: hook.id, askedBy: "owner", ...times });
      guarded(pump);
      return id;
    },
    preview(hookId, since): Promise<RepairPreview> {
      const task = requirePossible(hookId);
      const { hook } = task;
      const fromAt = Math.max(since, earliestOf(deps.settings(), clock.now()));
      const isKnown = (id: string): boolean => {
        const keys = [repairKey(hook.repair.kind, id)];
        if (hook.dedupe?.key === undefined && isPlainId(id)) keys.push(idKey(id));
        return deps.ledger.isClaimed(hook.id, keys);
      };
      return previewRepair(deps, task, { fromAt, isKnown });
    },
    async close() {
      stopper.abort();
      timer?.clear();
      await Promise.all(going.values());
    },
  };
}
