// The door's budgets. A request comes in; room, or a refusal with the seconds until there is room, goes out.
//
// The relay cannot tell a sender from a stranger where it has no verifier. So what a stranger does counts against its
// own address, and what daemons refuse is learnt from: an address that brings only that is turned away at the door.

import { refuse, type Refusal } from "../../core/records/refusals.ts";
import { createRateLimit } from "../../ingress/checks/rate-limit.ts";
import { clientAddress } from "../../ingress/client-address.ts";
import { plainAddress } from "../../http/plain-address.ts";
import type { HookRequest } from "../../ingress/hook-request.ts";
import type { OpenHook } from "./door-target.ts";

type Called = Pick<OpenHook, "daemon" | "hook" | "verifier">;

/** The budgets of one door. null: within. */
export interface DoorLimits {
  /** Counts a request that is worth keeping. */
  counted(target: Called, request: HookRequest, perMinute: number): Promise<Refusal | null>;
  /** Counts a refusal of the door itself. `name` null: no such hook is known. */
  refused(name: string | null, request: HookRequest): Promise<Refusal | null>;
  /** Learns from what a daemon answered. */
  noteAnswer(target: Called, request: HookRequest, status: number): Promise<void>;
  /** Its daemon has refused so much from this address that nothing more is brought to it for now. */
  isBlocked(target: Called, request: HookRequest): boolean;
}

const MOST_BLOCKED = 4096;
/** What a daemon answers to who did not prove itself. */
const UNPROVED: ReadonlySet<number> = new Set([401, 403]);

/** Opens the budgets, empty. */
export function createDoorLimits(
  monotonic: () => number,
  failuresPerMinute: () => number,
): DoorLimits {
  const limit = createRateLimit(monotonic);
  /** Until when, by the monotonic clock; the oldest first. */
  const blocked = new Map<string, number>();
  const keyOf = (target: Called, { remoteAddress }: HookRequest): string =>
    `${nameOf(target)} ${clientAddress(remoteAddress)}`;
  return {
    counted: (target, request, perMinute) =>
      limit.verified(target.verifier === null ? keyOf(target, request) : nameOf(target), perMinute),
    refused: (name, { remoteAddress }) => limit.refused(remoteAddress, name, failuresPerMinute()),
    async noteAnswer(target, request, status) {
      if (!UNPROVED.has(status) || isOfThisMachine(request)) return;
      const name = nameOf(target);
      const over = await limit.refused(request.remoteAddress, name, failuresPerMinute());
      if (over === null) return;
      const key = keyOf(target, request);
      blocked.delete(key);
      const [oldest] = blocked.keys();
      if (blocked.size >= MOST_BLOCKED && oldest !== undefined) blocked.delete(oldest);
      blocked.set(key, monotonic() + (over.retryAfterSeconds ?? 1) * 1000);
    },
    isBlocked(target, request) {
      if (target.verifier !== null) return false;
      const key = keyOf(target, request);
      const until = blocked.get(key);
      if (until !== undefined && until <= monotonic()) blocked.delete(key);
      return blocked.has(key);
    },
  };
}

/** Behind a proxy that names nobody all senders are this one address: junk must not shut them out. */
function isOfThisMachine({ remoteAddress }: HookRequest): boolean {
  const address = plainAddress(remoteAddress);
  return address === "::1" || address?.startsWith("127.") === true;
}

/** The name of a hook beyond its daemon. */
export function nameOf({ daemon, hook }: Pick<Called, "daemon" | "hook">): string {
  return `${daemon}/${hook.id}`;
}

/** What one that is blocked reads. */
export const BLOCKED = refuse("rate_limited", "its daemon refused too much from this address", 60);
