// In: a delivery that waits or did not run. Out: one sentence that says why, and what its owner can do.
// The same words in `delivery show`, in lists, and in the admin API.

import type { Delivery } from "../records/delivery.ts";
import { durationText } from "../settings/duration.ts";
import { pauseOf, resumeWords } from "./explain-pause.ts";
import type { Pause } from "./pause.ts";
import { PLAIN_STATUSES, type HeldStatus, type PlainStatus } from "../records/status.ts";

/** What is known beside the delivery. */
export interface ExplainFacts {
  /** Epoch milliseconds. */
  readonly now: number;
  /** All that is paused. */
  readonly pauses: readonly Pause[];
}

type SkippedStatus = Extract<PlainStatus, `skipped:${string}`>;

/** Why, and what then. */
interface Words {
  readonly why: string;
  readonly next: string;
}

/**
 * Says why a delivery waits or did not run, and what can be done. null: it runs, or it ran to its end.
 * It may hold what a sender wrote (an entity): it is made printable by whoever prints it.
 */
export function explainDelivery(delivery: Delivery, facts: ExplainFacts): string | null {
  const words = wordsOf(delivery, facts);
  return words === null ? null : `${words.why}; ${words.next}`;
}

function wordsOf(delivery: Delivery, facts: ExplainFacts): Words | null {
  const { state, status } = delivery;
  if (state === "queued") return queued(delivery, facts.now);
  if (state === "held") return HELD[(status ?? "held:paused") as HeldStatus](delivery, facts);
  if (state === "running" || status === null) return null;
  if (isSkipped(status)) return SKIPPED[status](delivery);
  if (status === "error:interrupted")
    return {
      why: "the daemon ended while it ran, and nothing is repeated by itself",
      next: `to run it again: ${command("replay", delivery)}`,
    };
  if (delivery.attempts > 0 || status === "success") return null;
  return {
    why: `it did not run: ${reasonOf(delivery)}`,
    next: `once that is mended: ${command("replay", delivery)}`,
  };
}

function queued(delivery: Delivery, now: number): Words {
  const { notBefore, attempts, merged } = delivery;
  if (notBefore === null || notBefore <= now)
    return {
      why: "it waits for its turn: a free slot, its folder, or what it depends on",
      next: `to end it without a run: ${command("discard", delivery)}`,
    };
  if (attempts > 0)
    return {
      why: reasonOf(delivery),
      next: `attempt ${attempts + 1} starts ${within(notBefore, now)}; to call it off: ${command("discard", delivery)}`,
    };
  const others = merged === 0 ? "" : `, and stands for ${merged} more`;
  return {
    why: `it is the latest of a burst${others}`,
    next: `it goes on ${within(notBefore, now)} unless another comes; to call it off: ${command("discard", delivery)}`,
  };
}

const HELD: Readonly<Record<HeldStatus, (delivery: Delivery, facts: ExplainFacts) => Words>> = {
  "held:quiet_hours": (delivery, facts) => ({
    why: `it waits out its hook's ${reasonOf(delivery)}`,
    next: `it goes on by itself ${lifted(delivery, facts, "when they are over")}; to run it now: ${command("release", delivery)}`,
  }),
  "held:budget": (delivery, facts) => ({
    why: `the budget of its hook is used up (${reasonOf(delivery)})`,
    next: `it goes on by itself ${lifted(delivery, facts, "when the budget frees")}; to let more through today: wakehook budget raise ${delivery.hookId}; to run this one now: ${command("release", delivery)}`,
  }),
  "held:approval": (delivery, { now }) => {
    const { expiresAt } = delivery;
    const end =
      expiresAt === null
        ? ""
        : `; without a word it ends as skipped:expired ${within(expiresAt, now)}`;
    return {
      why: `it waits for your word (${reasonOf(delivery)})`,
      next: `${command("approve", delivery)}, with --read-only or not, or ${command("discard", delivery)}${end}`,
    };
  },
  "held:paused": (delivery, { now, pauses }) => {
    const pause = pauseOf(delivery, pauses);
    const until =
      delivery.heldUntil === null ? "" : `it goes on ${within(delivery.heldUntil, now)}; `;
    const others = pause?.kind === "entity" ? ", with all that waits on its entity" : "";
    const all =
      pause === null || pause.kind === "entity" ? "" : `; for all of it: ${resumeWords(pause)}`;
    return {
      why: reasonOf(delivery),
      next: `${until}to run it now: ${command("release", delivery)}${others}${all}`,
    };
  },
  "held:agent": (delivery, facts) => {
    const { reason } = delivery;
    const paused = facts.pauses.filter(
      (pause) => pause.kind === "provider" && reason?.includes(pause.reason) === true,
    );
    const resume = paused.map((pause) => `; to try now: ${resumeWords(pause)}`).join("");
    return {
      why: `its agent does not work now (${reasonOf(delivery)})`,
      next: `it goes on by itself ${lifted(delivery, facts, "when the agent works again")}${resume}`,
    };
  },
  "held:todo": (delivery) => ({
    why: "it is a task that waits for you to start it",
    next: `to start it: ${command("release", delivery)}; to cancel it: ${command("discard", delivery)}; to start such tasks by themselves: wakehook hook set ${delivery.hookId} auto_assign=true`,
  }),
  "held:disabled": ({ hookId }) => ({
    why: "its hook is switched off",
    next: `it goes on with: wakehook hook enable ${hookId}`,
  }),
  "held:hook_invalid": (delivery) => ({
    why: reasonOf(delivery),
    next: "it goes on when webhooks.json is mended: wakehook hook check",
  }),
  "held:salvaged": (delivery) => ({
    why: "it was salvaged from a damaged database, and may have run already",
    next: `to run it: ${command("release", delivery)}; to end it: ${command("discard", delivery)}`,
  }),
};

const SKIPPED: Readonly<Record<SkippedStatus, (delivery: Delivery) => Words>> = {
  "skipped:quiet_hours": (delivery) => ({
    why: `its turn came in ${reasonOf(delivery)}, which its hook skips`,
    next: `to run it: ${command("replay", delivery)}; to keep the next ones for later: wakehook hook set ${delivery.hookId} quiet_policy=defer`,
  }),
  "skipped:filtered": runAnyway,
  "skipped:coalesced": (delivery) => ({
    why: `a newer delivery took its place (${reasonOf(delivery)})`,
    next:
      delivery.mergedInto === null
        ? `to run it: ${command("replay", delivery)}`
        : `the newer one: wakehook delivery show ${delivery.mergedInto}`,
  }),
  "skipped:loop": (delivery) => ({
    why: reasonOf(delivery),
    next: `to run it all the same: ${command("replay", delivery)}; for loops that are wanted: wakehook hook set ${delivery.hookId} chain=true`,
  }),
  "skipped:too_old": runAnyway,
  "skipped:expired": runAnyway,
  "skipped:discarded": runAnyway,
  "skipped:safe_mode": (delivery) => ({
    why: "safe mode starts nothing",
    next: `wakehook config set safe_mode false, then: ${command("replay", delivery)}`,
  }),
};

function runAnyway(delivery: Delivery): Words {
  return {
    why: reasonOf(delivery),
    next: `to run it all the same: ${command("replay", delivery)}`,
  };
}

function isSkipped(status: string): status is SkippedStatus {
  return Object.hasOwn(SKIPPED, status);
}

function reasonOf({ reason, status }: Delivery): string {
  if (reason !== null && reason !== "" && reason !== status) return reason;
  const isPlain = status !== null && Object.hasOwn(PLAIN_STATUSES, status);
  return isPlain ? PLAIN_STATUSES[status as PlainStatus] : (status ?? "no reason is known");
}

function command(verb: string, { id }: Delivery): string {
  return `wakehook delivery ${verb} ${id}`;
}

function lifted({ heldUntil }: Delivery, { now }: ExplainFacts, otherwise: string): string {
  return heldUntil === null ? otherwise : within(heldUntil, now);
}

function within(at: number, now: number): string {
  return at <= now ? "at any moment" : `in ${durationText((at - now) / 1000)}`;
}
