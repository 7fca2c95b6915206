// Deliveries that have changed in, the rows of the Live list out, with what a page may tell besides.

import type { Api } from "./api.ts";
import { CHANGE_LIMITS, type Changed } from "./changes.ts";
import type { RefusedLog } from "./refused-log.ts";
import { deliveryRow, refusedRow } from "./pages/delivery-row.ts";
import type { DaemonStatus, DeliveryPage, ListedDelivery } from "./pages/records.ts";
import type { Markup } from "./markup.ts";
import type { Counts } from "./view.ts";
import type { TimeView } from "./words.ts";

/** What one batch tells a page. */
export interface Batch {
  /** Oldest first: each goes to the top, or in the place of the one with its id. */
  readonly rows: ReadonlyArray<{ readonly id: string; readonly html: string }>;
  /** Ids of every delivery that has changed, also of those without a row here. */
  readonly changed: readonly string[];
  readonly places: readonly string[];
  readonly counts: Counts | null;
}

/** What this needs. */
export interface BatchDeps {
  readonly api: Api;
  readonly refused: RefusedLog;
  readonly times: () => TimeView;
}

/** Makes a batch. One list is asked for, whatever has changed; older deliveries are asked for singly. */
export async function renderBatch(
  { api, refused, times }: BatchDeps,
  changed: Changed,
): Promise<Batch> {
  const most = CHANGE_LIMITS.batchDeliveries;
  const ids = [...changed.deliveries];
  const shown = await deliveriesOf(api, ids.slice(-most));
  const now = times();
  const rows = [
    ...changed.refused
      .map((event) => refused.recordOf(event))
      .map((one) => ({ at: one.at, id: one.key, html: compact(refusedRow(one, now)) })),
    ...shown.map((one) => ({
      at: one.received_at,
      id: one.id as string,
      html: compact(deliveryRow(one, now)),
    })),
  ];
  const status = await api.get<DaemonStatus>("/api/v1/status");
  return {
    rows: rows.sort((a, b) => a.at - b.at).map(({ id, html }) => ({ id, html })),
    changed: ids.slice(-10 * most),
    places: [...changed.places, ...(ids.length > 0 ? ["deliveries"] : [])],
    counts: status.ok ? status.value.counts : null,
  };
}

/** Without the template's own line ends between tags: no value has a bracket that is not escaped. */
function compact(row: Markup): string {
  return row.toString().replaceAll(/>\s+</g, "><");
}

async function deliveriesOf(api: Api, ids: readonly string[]): Promise<ListedDelivery[]> {
  if (ids.length === 0) return [];
  const limit = CHANGE_LIMITS.batchDeliveries;
  const page = await api.get<DeliveryPage>(`/api/v1/deliveries?limit=${limit}`);
  const newest = new Map(
    (page.ok ? page.value.deliveries : []).map((one) => [one.id as string, one]),
  );
  const found: ListedDelivery[] = [];
  for (const id of ids) {
    const known = newest.get(id);
    if (known !== undefined) {
      found.push(known);
      continue;
    }
    const single = await api.get<ListedDelivery>(`/api/v1/deliveries/${id}`);
    if (single.ok) found.push(single.value);
  }
  return found;
}
