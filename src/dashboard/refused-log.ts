// Refused requests, which have no row in the ledger: the newest ones, as they were told.

import type { WakehookEvent } from "../core/records/wakehook-event.ts";
import { showControls } from "../core/text/show-controls.ts";
import type { DashboardDeps } from "./deps.ts";
import type { Filter } from "./filter.ts";
import type { RefusedRequest } from "./pages/records.ts";

/** How many are remembered. */
const MOST = 200;

type Refused = Extract<WakehookEvent, { type: "refused" }>;

/** The refused requests. */
export interface RefusedLog {
  /** Newest first, those that a filter of the Live page lets pass. */
  list(filter: Filter): RefusedRequest[];
  /** An event as its row shows it; the same event gives the same key. */
  recordOf(event: Refused): RefusedRequest;
  close(): void;
}

/** Starts with what is known, and listens. */
export function createRefusedLog({
  events,
  recentEvents,
  mask,
}: Pick<DashboardDeps, "events" | "recentEvents" | "mask">): RefusedLog {
  const newest: Refused[] = [];
  const keys = new WeakMap<Refused, string>();
  let count = 0;
  const add = (event: WakehookEvent): void => {
    if (event.type !== "refused") return;
    count += 1;
    keys.set(event, `refused-${count}`);
    newest.unshift(event);
    if (newest.length > MOST) newest.pop();
  };
  for (const event of recentEvents()) add(event);
  const unsubscribe = events.subscribe(add);
  const shown = (text: string): string => showControls(mask(text));

  function recordOf(event: Refused): RefusedRequest {
    const { at, hookId, code, reason, remoteAddress } = event;
    return {
      key: keys.get(event) ?? "refused-0",
      at,
      hookId: shown(hookId).slice(0, 80),
      code: shown(code),
      reason: shown(reason).slice(0, 500),
      remoteAddress: shown(remoteAddress),
    };
  }

  return {
    list: (filter) => newest.map(recordOf).filter((one) => passes(one, filter)),
    recordOf,
    close: unsubscribe,
  };
}

function passes({ hookId, code }: RefusedRequest, filter: Filter): boolean {
  if (filter.event !== "" || filter.entity !== "" || filter.search !== "") return false;
  if (filter.hook_id !== "" && filter.hook_id !== hookId) return false;
  if (filter.state !== "" && filter.state !== "refused") return false;
  const status = `refused:${code}`;
  if (filter.status.endsWith("*")) return status.startsWith(filter.status.slice(0, -1));
  return filter.status === "" || filter.status === status;
}
