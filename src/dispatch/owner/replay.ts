// A replay: the same request once more, as a delivery of its own.

import type { Delivery, DeliveryContent } from "../../core/records/delivery.ts";
import type { NewDelivery } from "../../core/records/new-delivery.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { Permission } from "../../core/settings/providers.ts";
import type { LedgerPort } from "../../core/ports/ledger-port.ts";
import type { Clock } from "../../system/clock.ts";
import { newDeliveryId, type Randomness } from "../../system/randomness.ts";

/** What a replay needs from around it. */
export interface ReplayDeps {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly ledger: Pick<LedgerPort, "content">;
}

/** What a replay does differently. */
export interface ReplayChange {
  /** A body that the owner has edited. */
  readonly body?: Uint8Array | undefined;
  /** The most that its run may do; null: what the hook says. */
  readonly permission?: Permission | null | undefined;
}

/**
 * A new delivery with the content of an old one. It claims nothing: the owner asked for it.
 * @throws WakehookError `refused` where retention has emptied the old one.
 */
export function copyOf(deps: ReplayDeps, old: Delivery, change: ReplayChange = {}): NewDelivery {
  const content = deps.ledger.content(old.id);
  if (content === null || content.body === null) {
    throw new WakehookError("refused", `the payload of ${old.id} is no longer kept`, {
      hint: "retention emptied it; see retention in config.json",
    });
  }
  const copy = replayed(deps, old, { ...content, body: change.body ?? content.body });
  return { ...copy, permission: change.permission };
}

function replayed(
  deps: ReplayDeps,
  old: Delivery,
  content: DeliveryContent & { readonly body: Uint8Array },
): NewDelivery {
  const now = deps.clock.now();
  const { hookId, source, event, entity, remoteAddress, method, path, contentType } = old;
  const { priority, task } = old;
  return {
    id: newDeliveryId(now, deps.randomness),
    origin: "replay",
    replayOf: old.id,
    receivedAt: now,
    claims: [],
    hookId,
    source,
    event,
    entity,
    remoteAddress,
    method,
    path,
    contentType,
    priority,
    task,
    headers: content.headers,
    body: content.body,
  };
}
