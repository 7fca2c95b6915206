// In: the ledger. Out: the deliveries that a dry run takes up, oldest first, and what is missing of them.

import { entityOf } from "../../core/events/entity.ts";
import type { Delivery, DeliveryContent } from "../../core/records/delivery.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { Source } from "../../core/events/source.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { DeliveryId, HookId } from "../../core/records/ids.ts";
import type { LedgerPiecesPort } from "../../core/ports/ledger-pieces-port.ts";
import type { LedgerReadPort } from "../../core/ports/ledger-read-port.ts";
import { mediaTypeOf, parsePayload } from "../../core/events/payload.ts";
import { listInPieces } from "../../system/list-pieces.ts";

/** Which deliveries. */
export interface Wanted {
  readonly hookId: HookId;
  readonly last: number;
  /** Epoch milliseconds; null: however old. */
  readonly since: number | null;
}

/** What was received, oldest first. */
export function readRecorded(
  ledger: Pick<LedgerReadPort, "deliveries">,
  wanted: Wanted,
): Delivery[] {
  const { hookId, last } = wanted;
  return takenUp(ledger.deliveries({ hookId, limit: last }), wanted);
}

/** The same, for a daemon that must not stand still meanwhile. */
export async function findRecorded(
  pieces: Pick<LedgerPiecesPort, "deliveries">,
  wanted: Wanted,
): Promise<Delivery[]> {
  const { hookId, last } = wanted;
  const { rows } = await listInPieces(last, (below, limit) =>
    pieces.deliveries({ hookId, limit }, below),
  );
  return takenUp(rows, wanted);
}

/** A replay is the owner's own word, and would run whatever the hook says. */
function takenUp(newest: readonly Delivery[], { since }: Wanted): Delivery[] {
  return newest
    .filter(({ origin, receivedAt }) => origin !== "replay" && receivedAt >= (since ?? 0))
    .toReversed();
}

/** A ledger whose damaged bodies read as emptied ones. */
export function tolerantContent(
  ledger: Pick<LedgerReadPort, "content">,
): (id: DeliveryId) => DeliveryContent {
  return (id) => {
    try {
      return ledger.content(id) ?? { headers: [], body: null };
    } catch (thrown) {
      if (thrown instanceof WakehookError && thrown.code === "ledger_damaged")
        return { headers: [], body: null };
      throw thrown;
    }
  };
}

/** What a run of a delivery cost, or the last one of its hook that said so: dollars. */
export function costIn(
  ledger: Pick<LedgerReadPort, "runs" | "lastCostUsd">,
  hookId: HookId,
): (id: DeliveryId) => number {
  const last = ledger.lastCostUsd(hookId) ?? 0;
  return (deliveryId) => {
    const costs = ledger.runs({ deliveryId, limit: 1000 }).flatMap(({ costUsd }) => costUsd ?? []);
    return costs.length === 0 ? last : costs.reduce((sum, cost) => sum + cost, 0);
  };
}

/** The delivery as a hook with another `entity` would have taken it. */
export function withEntityOf(
  hook: Hook,
  delivery: Delivery,
  { content, source }: { readonly content: DeliveryContent; readonly source: Source | undefined },
): Delivery {
  if (content.body === null || source === undefined) return delivery;
  const { id, event, method, path, contentType } = delivery;
  const parsed = parsePayload(source.bodyShapes, mediaTypeOf(contentType), content.body);
  if (!parsed.ok) return delivery;
  const templates = hook.entity === undefined ? source.entity : [hook.entity];
  const { headers } = content;
  const { payload } = parsed;
  const { names } = source;
  const known = { event, deliveryId: id, entity: null, method, path };
  return { ...delivery, entity: entityOf(templates, { payload, headers, names, ...known }) };
}
