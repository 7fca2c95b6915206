// What the owner says: about one delivery (again, not at all, go on), about a hook's budget, about what is paused.

import { isAgentsWork } from "../../core/admission/hook-providers.ts";
import { dayOf } from "../../core/admission/calendar.ts";
import type { Delivery } from "../../core/records/delivery.ts";
import type { AcceptOutcome, NewDelivery } from "../../core/records/new-delivery.ts";
import type { WakehookEvent } from "../../core/records/wakehook-event.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { DeliveryId, HookId } from "../../core/records/ids.ts";
import type { LedgerPort } from "../../core/ports/ledger-port.ts";
import type { Allowance } from "../../core/ports/ledger-read-port.ts";
import type { Pause, PauseKind } from "../../core/admission/pause.ts";
import type { Permission } from "../../core/settings/providers.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { HeldStatus } from "../../core/records/status.ts";
import { systemTimezone, type Clock } from "../../system/clock.ts";
import type { Randomness } from "../../system/randomness.ts";
import type { Pauses } from "./pauses.ts";
import { copyOf, type ReplayChange } from "./replay.ts";
import type { WaitingRoom } from "../waiting/waiting-room.ts";

/** What the commands need from around them. */
export interface OwnerCommandsDeps {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly ledger: Pick<LedgerPort, "delivery" | "content" | "accept" | "end" | "allow">;
  readonly settings: () => SettingsSnapshot;
  readonly emit: (event: WakehookEvent) => void;
  readonly pauses: Pauses;
  readonly room: Pick<WaitingRoom, "leave" | "release" | "allHeld" | "pausedWith">;
  /** Takes in a delivery that was accepted. */
  readonly offer: (arrived: NewDelivery, outcome: AcceptOutcome) => void;
  /** Everything that waits is to be looked at again. */
  readonly lookAgain: () => void;
}

/** What the owner may say. */
export interface OwnerCommands {
  /**
   * Accepts the same request once more, as a delivery of its own.
   * @throws WakehookError `not_found`; `refused` where its payload is no longer kept, or where rights are narrowed that
   * its run would not have from wakehook; or what accept throws.
   */
  replay(id: DeliveryId, change?: ReplayChange): Promise<DeliveryId>;
  /** Ends a waiting delivery as `skipped:discarded`. @throws WakehookError `not_found`, `refused` where it does not wait. */
  discard(id: DeliveryId): void;
  /**
   * Lets a held delivery go; where a fuse has blown, all that is held on its entity. What it is held for is not
   * asked again for it. @throws WakehookError `not_found`, `refused` where it is not held, or waits for an approval.
   */
  release(id: DeliveryId): Promise<void>;
  /** Lets all go that are held for one reason, or for any but an approval and a task; gives back how many. Others get their turn between. */
  releaseAll(status?: HeldStatus): Promise<number>;
  /**
   * Approves a delivery, with the most that its run may do.
   * @throws WakehookError `not_found`; `refused` where it waits for no approval, or as with `replay`.
   */
  approve(id: DeliveryId, permission: Permission | null): void;
  /** Pauses everything, a hook or a provider; `until` null: until the owner says go on. */
  pause(kind: Exclude<PauseKind, "entity">, name: string, until: number | null): Pause;
  /** Ends a pause. @throws WakehookError `not_found` where there is none. */
  resume(kind: PauseKind, name: string): void;
  pauses(): Pause[];
  /** Lets a hook do more today; gives back the day (`2026-11-21`, in the owner's zone). */
  raiseBudget(hookId: HookId, more: Allowance): string;
}

/** Each is synced to the disk, milliseconds: requests and ends of runs must not wait for thousands of them. */
const RELEASES_PER_TURN = 20;
/** Held deliveries that are read per turn: most may be held for something else. */
const LOOKS_PER_TURN = 500;

/** Builds the commands. */
export function createOwnerCommands(deps: OwnerCommandsDeps): OwnerCommands {
  const { clock, ledger, room, pauses } = deps;

  function announce(id: DeliveryId): void {
    deps.emit({ type: "delivery", at: clock.now(), delivery: findDelivery(ledger, id) });
  }

  function letOne(
    id: DeliveryId,
    status: HeldStatus,
    permission: Permission | null = null,
  ): boolean {
    if (!room.release(id, { waived: [status], permission })) return false;
    announce(id);
    return true;
  }

  /** A blown fuse is the whole entity's: with one word all that it holds goes on. Others get their turn between. */
  async function letGo({ id, hookId, entity, status }: Delivery): Promise<number> {
    const pause = status === "held:paused" ? pauses.of({ hookId, entity }) : null;
    const together = new Set([id, ...(pause?.kind === "entity" ? room.pausedWith(id) : [])]);
    let released = 0;
    for (const one of together) {
      if (released > 0 && released % RELEASES_PER_TURN === 0) await nextTurn();
      if (letOne(one, status as HeldStatus)) released += 1;
    }
    // Last: what comes meanwhile on the entity is held, too, and goes on with this.
    if (pause?.kind === "entity") pauses.lift("entity", pause.name);
    return released;
  }

  return {
    async replay(id, change = {}) {
      const old = findDelivery(ledger, id);
      if (change.permission != null) requireAgent(deps.settings(), old, "replay");
      const copy = copyOf(deps, old, change);
      const { maxQueued } = deps.settings().config.webhooks;
      deps.offer(copy, await ledger.accept(copy, { maxQueued }));
      return copy.id;
    },
    discard(id) {
      requireState(findDelivery(ledger, id), ["queued", "held"], "does not wait");
      ledger.end(id, "skipped:discarded", "discarded by the owner", []);
      room.leave(id);
      announce(id);
    },
    async release(id) {
      const delivery = findDelivery(ledger, id);
      requireState(delivery, ["held"], "is not held");
      if (delivery.status === "held:approval")
        throw new WakehookError("refused", `delivery ${id} waits for your approval`, {
          hint: `wakehook delivery approve ${id}, with --read-only or not; or discard it`,
        });
      await letGo(delivery);
      deps.lookAgain();
    },
    async releaseAll(status) {
      let released = 0;
      let sinceTurn = 0;
      for (const [looked, id] of room.allHeld().entries()) {
        if (released - sinceTurn >= RELEASES_PER_TURN || looked % LOOKS_PER_TURN === 0) {
          await nextTurn();
          sinceTurn = released;
        }
        const delivery = ledger.delivery(id);
        if (delivery?.state !== "held" || delivery.status === "held:approval") continue;
        // A list of things to do is not done at a stroke: only where it is meant by name.
        if (delivery.status !== (status ?? delivery.status)) continue;
        if (delivery.status === "held:todo" && status === undefined) continue;
        released += await letGo(delivery);
      }
      deps.lookAgain();
      return released;
    },
    approve(id, permission) {
      const delivery = findDelivery(ledger, id);
      if (delivery.status !== "held:approval") throw waitsForNone(delivery);
      if (permission !== null) requireAgent(deps.settings(), delivery, "approve");
      letOne(id, "held:approval", permission);
      deps.lookAgain();
    },
    pause(kind, name, until) {
      const reason = `paused by the owner${kind === "all" ? "" : `: ${name}`}`;
      const since = clock.now();
      const pause = { kind, name, cause: "owner", since, until, reason, strikes: 1 } as const;
      pauses.add(pause);
      deps.lookAgain();
      return pause;
    },
    resume(kind, name) {
      if (!pauses.lift(kind, name))
        throw new WakehookError(
          "not_found",
          `${kind === "all" ? "not everything" : name} is paused`,
        );
      deps.lookAgain();
    },
    pauses: () => pauses.all(),
    raiseBudget(hookId, more) {
      const zone = deps.settings().config.timezone ?? systemTimezone();
      const day = dayOf(clock.now(), zone);
      ledger.allow(hookId, day, more);
      deps.lookAgain();
      return day;
    },
  };
}

/** Reads a delivery. @throws WakehookError `not_found`. */
export function findDelivery(ledger: Pick<LedgerPort, "delivery">, id: DeliveryId): Delivery {
  const delivery = ledger.delivery(id);
  if (delivery === null) throw new WakehookError("not_found", `no delivery ${id}`);
  return delivery;
}

/** "For reading only" must not be said of what runs as it is whatever is said. */
function requireAgent(
  { hooks, config }: SettingsSnapshot,
  { id, hookId }: Delivery,
  verb: "approve" | "replay",
): void {
  const hook = hooks.get(hookId)?.hook;
  if (hook == null || isAgentsWork(hook, config)) return;
  throw new WakehookError("refused", `mode ${hook.mode} of ${hookId} has no rights to narrow`, {
    hint: `it runs no agent of wakehook's own; without the narrowing: wakehook delivery ${verb} ${id}`,
  });
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

function waitsForNone({ id, state, status }: Delivery): WakehookError {
  const hint = `wakehook delivery release ${id}`;
  const message = `delivery ${id} waits for no approval: it is ${status ?? state}`;
  return new WakehookError("refused", message, state === "held" ? { hint } : {});
}

function requireState(
  { id, state }: Delivery,
  wanted: ReadonlyArray<Delivery["state"]>,
  words: string,
): void {
  if (!wanted.includes(state))
    throw new WakehookError("refused", `delivery ${id} ${words}: it is ${state}`);
}
