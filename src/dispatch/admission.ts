// Gathers the facts about a delivery that waits, asks core/admit.ts, and writes the verdict down.
// Knows what is held, and when it may go on.

import { admit, type AdmissionFacts } from "../core/admit.ts";
import type { Delivery, Verdict, WakehookEvent } from "../core/delivery.ts";
import type { Hook } from "../core/hook.ts";
import type { DeliveryId } from "../core/ids.ts";
import type { LedgerPort, NewReport } from "../core/ledger-port.ts";
import type { Log } from "../core/log-port.ts";
import { minuteOfDay } from "../core/quiet-hours.ts";
import type { Ending } from "../core/report.ts";
import { findLoadedHook, type SettingsSnapshot } from "../core/settings.ts";
import type { HeldStatus, Status } from "../core/status.ts";
import type { Clock } from "../system/clock.ts";
import { systemTimezone } from "../system/clock.ts";
import { createAskCondition, type AskConditionDeps } from "./ask-condition.ts";
import { createRunCounts } from "./run-counts.ts";
import type { Waiting } from "./waiting-line.ts";

/** What admission needs from around it. */
export interface AdmissionDeps extends AskConditionDeps {
  readonly clock: Clock;
  readonly ledger: AskConditionDeps["ledger"] &
    Pick<LedgerPort, "hold" | "release" | "end" | "runsBetween">;
  readonly settings: () => SettingsSnapshot;
  readonly emit: (event: WakehookEvent) => void;
  readonly log: Log;
  /** What is told about a delivery that ends or stops without a run. */
  readonly reportsOf: (delivery: Delivery, ending: Ending, hook: Hook | null) => NewReport[];
}

/** Decides about what waits. */
export interface Admission {
  /** Asks about one that waits; `first`: it will be asked about again before it starts. */
  decide(entry: Waiting, when?: "first"): Verdict;
  /** Writes a verdict other than "run" down. */
  apply(entry: Waiting, verdict: Exclude<Verdict, { kind: "run" }>): void;
  /** Takes up what was held before a restart. */
  remember(entry: Waiting, status: HeldStatus): void;
  isHeld(id: DeliveryId): boolean;
  forget(id: DeliveryId): void;
  /**
   * Releases what is no longer held by its reason (hook mended or enabled, quiet hours over) and hands each
   * over as soon as the ledger has it: a disk that fails between two loses none.
   */
  releaseWhatMay(handOver: (entry: Waiting) => void): void;
  /** The owner says go on: this one, and for a blown fuse everything on its entity. */
  releaseByOwner(delivery: Delivery, handOver: (entry: Waiting) => void): void;
  heldCount(): number;
}

interface Held {
  readonly entry: Waiting;
  readonly status: HeldStatus;
}

/** Created empty; `remember` fills it at the start. */
export function createAdmission(deps: AdmissionDeps): Admission {
  const held = new Map<DeliveryId, Held>();
  /** Held by a blown fuse, per hook and entity. */
  const paused = new Map<string, Set<DeliveryId>>();

  const askCondition = createAskCondition(deps);
  const runCounts = createRunCounts(deps);

  /** Without what `when` says: nothing is held for that, and asking costs. */
  function factsOf(entry: Waiting, when?: "first"): AdmissionFacts {
    const settings = deps.settings();
    const { config } = settings;
    const loaded = findLoadedHook(settings, entry.hookId) ?? null;
    const hook = loaded?.hook ?? null;
    const { event, entity, origin } = entry;
    return {
      loaded,
      config,
      event,
      entity: entry.released ? null : entity,
      origin,
      refinements: hook === null ? undefined : deps.findSource(hook.source)?.refinements,
      condition: null,
      minuteOfDay:
        hook?.quietStart === undefined
          ? 0
          : minuteOfDay(deps.clock.now(), config.timezone ?? systemTimezone()),
      runsOnEntity: hook === null || entry.released ? 0 : runCounts.of(entry, hook, when),
      entityPaused: entity !== null && isPaused(entry),
    };
  }

  function isPaused(entry: Waiting): boolean {
    const together = paused.get(entityKey(entry));
    return together !== undefined && !(together.size === 1 && together.has(entry.id));
  }

  function keep(entry: Waiting, status: HeldStatus): void {
    held.set(entry.id, { entry, status });
    if (status !== "held:paused") return;
    const key = entityKey(entry);
    paused.set(key, (paused.get(key) ?? new Set()).add(entry.id));
  }

  function drop(id: DeliveryId): void {
    const one = held.get(id);
    if (one === undefined) return;
    held.delete(id);
    const key = entityKey(one.entry);
    const together = paused.get(key);
    together?.delete(id);
    if (together?.size === 0) paused.delete(key);
  }

  function hold(entry: Waiting, status: HeldStatus, reason: string): void {
    const first = status === "held:paused" && !isPaused(entry);
    const reports = first ? words(entry.id, status, reason) : [];
    deps.ledger.hold(entry.id, { status, reason, until: null, expiresAt: null }, reports);
    keep(entry, status);
    deps.log.info("held", { delivery: entry.id, hook: entry.hookId, status, reason });
  }

  function words(id: DeliveryId, status: Status, reason: string | null): NewReport[] {
    const delivery = deps.ledger.delivery(id);
    if (delivery === null) return [];
    const hook = deps.settings().hooks.get(delivery.hookId)?.hook ?? null;
    const outcome = { status, reason: reason ?? undefined };
    return deps.reportsOf(delivery, { runId: null, durationMs: null, outcome }, hook);
  }

  function announce(id: DeliveryId): void {
    const delivery = deps.ledger.delivery(id);
    if (delivery !== null) deps.emit({ type: "delivery", at: deps.clock.now(), delivery });
  }

  /**
   * A blown fuse waits for the owner, whatever the clock says, and so does what may have run already; everything
   * else waits for its reason to go away.
   */
  function mayGo({ entry, status }: Held): boolean {
    if (status === "held:paused" || status === "held:salvaged")
      return findLoadedHook(deps.settings(), entry.hookId) === undefined;
    const verdict = admit(factsOf(entry));
    return verdict.kind !== "hold" || verdict.status !== status;
  }

  function letGo({ entry }: Held, released: boolean): Waiting {
    deps.ledger.release(entry.id);
    drop(entry.id);
    return { ...entry, released };
  }

  return {
    decide(entry, when) {
      const facts = factsOf(entry, when);
      const condition = askCondition(entry, facts.loaded);
      return admit({ ...facts, condition });
    },
    apply(entry, verdict) {
      const reason = verdict.reason ?? null;
      if (verdict.kind === "wait") return;
      if (verdict.kind === "hold") hold(entry, verdict.status, reason ?? verdict.status);
      else
        deps.ledger.end(entry.id, verdict.status, reason, words(entry.id, verdict.status, reason));
      announce(entry.id);
    },
    remember: keep,
    isHeld: (id) => held.has(id),
    forget(id) {
      runCounts.forget();
      drop(id);
    },
    releaseWhatMay(handOver) {
      for (const one of held.values()) if (mayGo(one)) handOver(letGo(one, false));
    },
    releaseByOwner({ id, status }, handOver) {
      const one = held.get(id);
      if (one === undefined) return;
      const together =
        status === "held:paused" ? [...(paused.get(entityKey(one.entry)) ?? [])] : [id];
      for (const other of together) {
        const waiting = held.get(other);
        if (waiting !== undefined) handOver(letGo(waiting, true));
      }
    },
    heldCount: () => held.size,
  };
}

function entityKey({ hookId, entity }: Waiting): string {
  return `${hookId}\n${entity ?? ""}`;
}
