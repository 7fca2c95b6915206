// How a request came that did not come just now by our own socket: through a relay, from a control plane, or fetched
// from its sender afterwards.

import type { DeliveryId } from "./ids.ts";

/** Handed to ingress with such a request. */
export interface Passage {
  /** Who brought it: `tunnel:<name>` or `repair`. Kept with the delivery. */
  readonly via: `tunnel:${string}` | "repair";
  /** Names it to who brought it, the same at every try: what was taken once is not taken again. 1 to 200 printable characters. */
  readonly ref: string;
  /**
   * How long ago its sender handed it over, milliseconds, by the clock of whoever kept it since then: no clock is
   * compared with another. A signature's time is checked as of that moment.
   */
  readonly agoMs: number;
  /** true: who brought it has proved where it is from, so the hook's credentials are not asked for. */
  readonly proven: boolean;
}

/** What came of a delivery that was brought, for who brought it. */
export interface PassageResult {
  readonly ref: string;
  readonly hookId: string;
  readonly deliveryId: DeliveryId;
  /** Of the closed list. */
  readonly status: string;
  readonly reason: string | null;
  /** The agent's words, cut; null where there are none, or they are not to be told. */
  readonly answer: string | null;
  /** Epoch milliseconds. */
  readonly endedAt: number;
}
