// Asks core/admission/admit.ts about a delivery that waits, and writes the verdict down with what the owner is told.

import { admit, stillHeld } from "../../core/admission/admit.ts";
import { BUDGET_HOUR_MS } from "../../core/admission/budget.ts";
import type { Delivery } from "../../core/records/delivery.ts";
import type { Verdict } from "../../core/records/verdict.ts";
import type { WakehookEvent } from "../../core/records/wakehook-event.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { DeliveryId } from "../../core/records/ids.ts";
import type { LedgerPort, NewReport } from "../../core/ports/ledger-port.ts";
import type { Log } from "../../core/ports/log-port.ts";
import { entityPauseName } from "../../core/admission/pause.ts";
import type { Ending, Notice } from "../../core/outbound/report.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { HeldStatus, Status } from "../../core/records/status.ts";
import type { Clock } from "../../system/clock.ts";
import type { Facts } from "./facts.ts";
import type { Held } from "../waiting/holds.ts";
import type { Pauses } from "../owner/pauses.ts";
import type { Waiting } from "../waiting/waiting-line.ts";

/** What admission needs from around it. */
export interface AdmissionDeps {
  readonly clock: Clock;
  readonly ledger: Pick<LedgerPort, "hold" | "end" | "postpone" | "delivery" | "notify">;
  readonly settings: () => SettingsSnapshot;
  readonly emit: (event: WakehookEvent) => void;
  readonly log: Log;
  /** What is told about a delivery that ends or stops without a run. */
  readonly reportsOf: (delivery: Delivery, ending: Ending, hook: Hook | null) => NewReport[];
  /** What is told to the owner about no single delivery. */
  readonly noticesOf: (notice: Notice) => NewReport[];
  readonly facts: Facts;
  readonly pauses: Pauses;
}

/** A verdict that keeps a delivery from running now. */
export type NotNow = Exclude<Verdict, { kind: "run" }>;
type HoldVerdict = Extract<Verdict, { kind: "hold" }>;

/** Decides about what waits. */
export interface Admission {
  /** `first`: it is asked about again before it starts. */
  decide(entry: Waiting, when?: "first"): Verdict;
  /** Writes a verdict down. @throws what the ledger throws. */
  apply(entry: Waiting, verdict: NotNow): void;
  /** What has become of one that is held: it stays, it goes, or its time is over. */
  review(held: Held): "stays" | "goes" | "expired";
  /** Ends one that nobody let go in time. @throws what the ledger throws. */
  expire(entry: Waiting): void;
  announce(id: DeliveryId): void;
}

/** Creates the deciding. */
export function createAdmission(deps: AdmissionDeps): Admission {
  const { clock, ledger, facts, pauses } = deps;

  function words(id: DeliveryId, status: Status, reason: string | null): NewReport[] {
    const delivery = ledger.delivery(id);
    if (delivery === null) return [];
    const hook = deps.settings().hooks.get(delivery.hookId)?.hook ?? null;
    const outcome = { status, reason: reason ?? undefined };
    return deps.reportsOf(delivery, { runId: null, durationMs: null, outcome }, hook);
  }

  function announce(id: DeliveryId): void {
    const delivery = ledger.delivery(id);
    if (delivery !== null) deps.emit({ type: "delivery", at: clock.now(), delivery });
  }

  function hold(entry: Waiting, verdict: HoldVerdict): void {
    const { status, until = null, expiresAt = null } = verdict;
    const reason = verdict.reason ?? status;
    // Nothing is paused and yet it is held as paused: its fuse has blown just now.
    const isFuse = status === "held:paused" && pauses.of(entry) === null;
    const isTold = isFuse || status === "held:approval" || status === "held:todo";
    const hold = { status, reason, until, expiresAt };
    ledger.hold(entry.id, hold, isTold ? words(entry.id, status, reason) : []);
    if (isFuse) blowFuse(entry, reason);
    if (status === "held:budget") tellBudget(entry, reason);
    entry.expiresAt = expiresAt;
    deps.log.info("held", { delivery: entry.id, hook: entry.hookId, status, reason });
  }

  function blowFuse({ hookId, entity }: Waiting, reason: string): void {
    const name = entityPauseName(hookId, entity ?? "");
    const since = clock.now();
    pauses.add({ kind: "entity", name, cause: "fuse", since, until: null, reason, strikes: 1 });
  }

  /** Once per budget: what comes after it waits without a word. */
  function tellBudget({ hookId }: Waiting, reason: string): void {
    const hook = deps.settings().hooks.get(hookId)?.hook;
    const verdict = hook === undefined || hook === null ? null : facts.budget(hook);
    if (hook === undefined || hook === null || verdict === null || verdict.ok) return;
    // By the hour the end moves with every run: one message an hour says it.
    const window =
      verdict.limit === "runs_per_hour" ? Math.floor(clock.now() / BUDGET_HOUR_MS) : verdict.until;
    const text = `${reason}. What comes waits as held:budget and goes on by itself when the budget frees. To let more through today: wakehook budget raise ${hookId}; to let one go: wakehook delivery release ID`;
    const notice = { notice: "budget", title: hook.title, text, hook_id: hookId };
    const key = `budget:${hookId}:${verdict.limit}:${verdict.allowed}:${window}`;
    ledger.notify(key, deps.noticesOf(notice));
  }

  return {
    decide: (entry, when) => admit(facts.of(entry, when)),
    apply(entry, verdict) {
      // What waits is looked at again and again: that it still does is no news.
      if (verdict.kind === "wait" && entry.notBefore === verdict.until) return;
      if (verdict.kind === "hold") hold(entry, verdict);
      else if (verdict.kind === "wait") postpone(deps, entry, verdict);
      else {
        const { status, reason = null } = verdict;
        ledger.end(entry.id, status, reason, words(entry.id, status, reason));
      }
      announce(entry.id);
    },
    review({ entry, status }) {
      if (entry.expiresAt !== null && clock.now() >= entry.expiresAt) return "expired";
      return stillHeld(status, facts.of(entry)) ? "stays" : "goes";
    },
    expire({ id }) {
      const status = "skipped:expired";
      const reason = "nobody let it go in time";
      ledger.end(id, status, reason, words(id, status, reason));
      announce(id);
    },
    announce,
  };
}

function postpone(
  { ledger }: Pick<AdmissionDeps, "ledger">,
  entry: Waiting,
  { until, reason }: Extract<Verdict, { kind: "wait" }>,
): void {
  entry.burstSince ??= entry.receivedAt;
  ledger.postpone(entry.id, until, { reason, burstSince: entry.burstSince });
  entry.notBefore = until;
}

/** A held status that a row holds; what an older version wrote is a pause. */
export function heldStatus(delivery: Delivery): HeldStatus {
  return (delivery.status ?? "held:paused") as HeldStatus;
}
