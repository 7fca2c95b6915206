// An event in; the hook that it is about out.

import type { WakehookEvent } from "../core/records/wakehook-event.ts";
import type { Pause } from "../core/admission/pause.ts";
import type { AdminDeps } from "./deps.ts";

/** The hook that an event is about; null where it is about none, or more than one. */
export function hookOf(event: WakehookEvent, ledger: AdminDeps["ledger"]): string | null {
  if (event.type === "delivery") return event.delivery.hookId;
  if (event.type === "run") return event.run.hookId;
  if (event.type === "report") {
    if (event.deliveryId === null) return null;
    return ledger.delivery(event.deliveryId)?.hookId ?? null;
  }
  if (event.type === "pause") return hookOfPause(event.pause);
  if (event.type === "message") return event.message.hookId;
  return "hookId" in event ? event.hookId : null;
}

/** What is about one hook alone; a pause of everything or of a provider is not. */
function hookOfPause({ kind, name }: Pause): string | null {
  if (kind === "hook") return name;
  return kind === "entity" ? (name.split(" ", 1)[0] ?? null) : null;
}
