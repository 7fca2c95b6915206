// The runs that go on: each holds its slots and locks from before its row is written until its end is on disk.

import type { Delivery } from "../../core/records/delivery.ts";
import { toError } from "../../core/records/errors.ts";
import type { DeliveryId, HookId, RunId } from "../../core/records/ids.ts";
import type { StopCause } from "../../core/ports/mode-port.ts";
import { providersOf } from "../../core/admission/hook-providers.ts";
import { isTrustedNoLess, type TrustVerdict } from "../../core/admission/trust.ts";
import { newRunId } from "../../system/randomness.ts";
import { createLocks, type LockRound, type Needs } from "./locks.ts";
import { runDelivery, type RunDeps, type RunOrder } from "./run-delivery.ts";
import type { Waiting } from "../waiting/waiting-line.ts";

/** What the runs need from around them. */
export type GoingRunsDeps = RunDeps;

/** A run to be started; its locks are free. */
export type StartOrder = Omit<RunOrder, "id" | "signal" | "replacedBy"> & {
  readonly needs: Needs;
  /** As in the line: the how-many-th delivery to come. */
  readonly arrival: number;
  /** What the hook says of its author; null: it says nothing. */
  readonly trust: TrustVerdict | null;
};

/** The runs that go on. */
export interface GoingRuns {
  readonly count: number;
  /** Tells whether a hook has as many runs as it may. */
  isFull(hookId: HookId, maxConcurrent: number): boolean;
  /** How many runs of a provider go on. */
  runsOf(provider: string): number;
  /** How many runs of a hook go on, and the dollars that they were told not to exceed. */
  ofHook(hookId: HookId): { readonly runs: number; readonly toldUsd: number };
  /** Ends runs of older deliveries on the same hook and entity, for a newer one whose author is trusted no less. */
  replace(
    entry: Pick<Waiting, "id" | "hookId" | "entity" | "arrival">,
    trust: TrustVerdict | null,
  ): void;
  /** Starts one look at what waits, in its order. */
  round(): LockRound;
  /** `onEnd`: it has let go of what it held; with a fault where it was not started or its end could not be written. */
  start(order: StartOrder, onEnd: (fault: Error | null) => void): void;
  /** Ends a run as `error:stopped`; false where it does not go on. */
  stop(id: RunId): boolean;
  /** Lets all end within a time, then interrupts the rest; settles when all ends are written down. */
  drain(graceMs: number): Promise<void>;
}

interface Going {
  readonly delivery: Pick<Delivery, "hookId" | "entity">;
  readonly arrival: number;
  readonly trust: TrustVerdict | null;
  readonly provider: string | null;
  readonly budgetUsd: number | null;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
  replacedBy: DeliveryId | null;
}

/** Creates an empty set. */
export function createGoingRuns(deps: GoingRunsDeps): GoingRuns {
  const locks = createLocks();
  const going = new Map<RunId, Going>();

  async function carry(order: RunOrder): Promise<Error | null> {
    try {
      await runDelivery(deps, order);
      return null;
    } catch (thrown) {
      return toError(thrown);
    } finally {
      locks.release(order.id);
      going.delete(order.id);
    }
  }

  return {
    get count() {
      return locks.running;
    },
    isFull: (hookId, maxConcurrent) => locks.isFull(hookId, maxConcurrent),
    runsOf: (provider) => [...going.values()].filter((run) => run.provider === provider).length,
    ofHook(hookId) {
      const runs = [...going.values()].filter(({ delivery }) => delivery.hookId === hookId);
      const toldUsd = runs.reduce((sum, { budgetUsd }) => sum + (budgetUsd ?? 0), 0);
      return { runs: runs.length, toldUsd };
    },
    replace({ id, hookId, entity, arrival }, trust) {
      if (entity === null) return;
      for (const run of going.values()) {
        const isSame = run.delivery.hookId === hookId && run.delivery.entity === entity;
        if (!isSame || run.arrival >= arrival || !isTrustedNoLess(trust, run.trust)) continue;
        run.replacedBy ??= id;
        run.controller.abort("replaced" satisfies StopCause);
      }
    },
    round: () => locks.round(),
    start({ needs, arrival, trust, ...order }, onEnd) {
      const id = newRunId(deps.clock.now(), deps.randomness);
      const controller = new AbortController();
      locks.take(id, needs);
      const replacedBy = (): DeliveryId | null => going.get(id)?.replacedBy ?? null;
      const ended = carry({ ...order, id, signal: controller.signal, replacedBy }).then(onEnd);
      const provider = providersOf(order.hook, order.config)[0] ?? null;
      const { delivery, budgetUsd } = order;
      const facts = { delivery, arrival, trust, provider, budgetUsd, replacedBy: null };
      going.set(id, { ...facts, controller, ended });
    },
    stop(id) {
      const run = going.get(id);
      run?.controller.abort("stopped" satisfies StopCause);
      return run !== undefined;
    },
    async drain(graceMs) {
      const runs = [...going.values()];
      const timer = deps.clock.setTimer(() => {
        for (const { controller } of runs) controller.abort("shutdown" satisfies StopCause);
      }, graceMs);
      await Promise.all(runs.map(({ ended }) => ended));
      timer.clear();
    },
  };
}
