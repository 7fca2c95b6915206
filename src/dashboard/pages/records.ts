// Records as the API's JSON has them, by the schemas that its answers are held to; pages know no others.

import type { DaemonStatus as DaemonAnswer } from "../../core/wire/answers/daemon-answers.ts";
import type * as delivery from "../../core/wire/answers/delivery-answers.ts";
import type { Hook } from "../../core/wire/answers/hook-answers.ts";
import type { Told } from "../../core/wire/answers/shapes.ts";

/** What a delivery is about in a few words; the live list has none for one that just arrived. */
export type Summary = Told<typeof delivery.Summary>;

type Summed = Told<typeof delivery.Delivery>;

/** A delivery of a list. */
export type ListedDelivery = Omit<Summed, "summary"> & { readonly summary?: Summary | null };

/** One delivery with all that belongs to it. */
export type WholeDelivery = Told<typeof delivery.WholeDelivery>;

/** A page of deliveries. */
export type DeliveryPage = Told<typeof delivery.DeliveryPage>;

/** A hook of the list. */
export type ListedHook = Told<typeof Hook>;

/** How the daemon is. */
export type DaemonStatus = Told<typeof DaemonAnswer>;

/** A request that was refused: it has no row in the ledger. */
export interface RefusedRequest {
  readonly key: string;
  readonly at: number;
  readonly hookId: string;
  readonly code: string;
  readonly reason: string;
  readonly remoteAddress: string;
}
