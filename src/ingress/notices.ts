// What became of requests comes in; events for those who watch and lines of the log go out, bounded:
// junk at any rate must fill neither the log nor the watchers' screens.

import type { AcceptOutcome } from "../core/records/new-delivery.ts";
import type { WakehookEvent } from "../core/records/wakehook-event.ts";
import type { HookId } from "../core/records/ids.ts";
import type { Log } from "../core/ports/log-port.ts";
import type { Refusal } from "../core/records/refusals.ts";
import type { Clock } from "../system/clock.ts";
import type { HookRequest } from "./hook-request.ts";

/** Where notices go. */
export interface NoticeDeps {
  readonly clock: Pick<Clock, "now" | "monotonic">;
  readonly emit: (event: WakehookEvent) => void;
  readonly log: Log;
}

/** Tells the owner what became of requests. Never throws. */
export interface Notices {
  accepted(hookId: HookId, outcome: AcceptOutcome): void;
  refused(request: Pick<HookRequest, "hookId" | "remoteAddress">, refusal: Refusal): void;
  /** `detail`: what the owner should know of it. */
  handshake(hookId: HookId, handshake: { readonly name: string; readonly detail?: string }): void;
}

const REFUSED_LINES_PER_SECOND = 20;
const EVENTS_PER_SECOND = 100;
/** Longest name of an unknown hook that is shown: one character more than a hook's id may have, so that it shows. */
const LONGEST_HOOK_ID = 65;

/** Opens the notices. */
export function createNotices(deps: NoticeDeps): Notices {
  const lines = createAllowance(REFUSED_LINES_PER_SECOND, deps.clock);
  const events = createAllowance(EVENTS_PER_SECOND, deps.clock);

  function emit(event: WakehookEvent): void {
    try {
      deps.emit(event);
    } catch (error) {
      deps.log.error("a watcher of events failed", { type: event.type, error });
    }
  }

  return {
    accepted(hookId, { kind, deliveryId }) {
      // At debug: the ledger is the record, and a line per delivery would be the dearest part of an accept.
      deps.log.debug(kind === "accepted" ? "delivery accepted" : "duplicate recognised", {
        hook: hookId,
        delivery: deliveryId,
      });
      if (kind === "duplicate")
        emit({ type: "duplicate", at: deps.clock.now(), hookId, deliveryId });
    },
    refused(request, { code, reason }) {
      const hookId = request.hookId.slice(0, LONGEST_HOOK_ID);
      const { remoteAddress } = request;
      const suppressed = lines.take();
      if (suppressed !== null)
        deps.log.warn("request refused", {
          hook: hookId,
          code,
          reason,
          address: remoteAddress,
          ...(suppressed > 0 && { suppressed }),
        });
      if (events.take() === null) return;
      emit({ type: "refused", at: deps.clock.now(), hookId, code, reason, remoteAddress });
    },
    handshake(hookId, { name, detail }) {
      if (events.take() === null) return;
      const told = { name, ...(detail !== undefined && { detail }) };
      deps.log.info("handshake answered", { hook: hookId, ...told });
      emit({ type: "handshake", at: deps.clock.now(), hookId, ...told });
    },
  };
}

/** So many a second. `take` gives how many were left out since the last one, or null where this one is to be. */
function createAllowance(
  perSecond: number,
  clock: Pick<Clock, "monotonic">,
): { take(): number | null } {
  let second = -1;
  let taken = 0;
  let suppressed = 0;
  return {
    take() {
      const now = Math.floor(clock.monotonic() / 1000);
      if (now !== second) {
        second = now;
        taken = 0;
      }
      if (taken >= perSecond) {
        suppressed++;
        return null;
      }
      taken++;
      const left = suppressed;
      suppressed = 0;
      return left;
    },
  };
}
