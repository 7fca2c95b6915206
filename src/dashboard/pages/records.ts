// Records as the API's JSON has them; pages know no others.

import type {
  WireContent,
  WireDelivery,
  WirePause,
  WireProblem,
  WireReport,
  WireRun,
} from "../../core/wire/wire.ts";
import type { Counts } from "../view.ts";

/** What a delivery is about in a few words; the API gives it with lists. */
export interface Summary {
  readonly title?: string | null;
  readonly author?: string | null;
}

/** A delivery of a list. */
export type ListedDelivery = WireDelivery & {
  readonly explanation: string | null;
  readonly summary?: Summary | null;
};

/** One delivery with all that belongs to it. */
export type WholeDelivery = ListedDelivery &
  Partial<WireContent> & {
    readonly runs: readonly WireRun[];
    readonly reports: readonly WireReport[];
  };

/** A page of deliveries. */
export interface DeliveryPage {
  readonly deliveries: readonly ListedDelivery[];
  readonly next_before: string | null;
}

/** A hook of the list. */
export interface ListedHook {
  readonly id: string;
  readonly state: string;
  readonly title: string | null;
  readonly mode: string | null;
  readonly source: string | null;
  readonly enabled: boolean | null;
  readonly path: string;
  readonly problems: readonly WireProblem[];
  readonly fingerprints: Readonly<Record<string, string>>;
  /** null: it is not known, or the hook has none of its own. */
  readonly secret_set_at: number | null;
  readonly history: {
    readonly deliveries: number;
    readonly waiting: number;
    readonly last_received_at: number | null;
    readonly last_status: string | null;
  };
}

/** How the daemon is. */
export interface DaemonStatus {
  readonly version: string;
  readonly state: string;
  readonly started_at: number;
  readonly addresses: {
    readonly admin: { readonly host: string; readonly port: number };
    readonly hooks: { readonly host: string; readonly port: number } | null;
  };
  readonly counts: Counts;
  readonly pauses: readonly WirePause[];
  readonly features: Readonly<Record<string, boolean>>;
  readonly safe_mode: boolean;
  readonly problems: readonly WireProblem[];
}

/** A request that was refused: it has no row in the ledger. */
export interface RefusedRequest {
  readonly key: string;
  readonly at: number;
  readonly hookId: string;
  readonly code: string;
  readonly reason: string;
  readonly remoteAddress: string;
}
