// What the owner may ask of the tunnels. Implemented in tunnel/; called by the admin API.

import type { TunnelKind } from "../settings/tunnel.ts";

/** How a tunnel does. */
export interface TunnelHealth {
  /** `off`: its switch is off, or its entry cannot be used. */
  readonly state: "up" | "connecting" | "down" | "off";
  /** Since when, epoch milliseconds. */
  readonly since: number;
  /** In words, with what to do; never a secret. */
  readonly detail: string | null;
}

/** What is known of the other end of a tunnel; null: it has not said. */
export interface TunnelFacts {
  /** Events that wait there, as far as is known here. */
  readonly waiting: number | null;
  /** What `webhooks.public_base_url` should be. */
  readonly baseUrl: string | null;
  /** How far its clock is ahead of this one, milliseconds. */
  readonly clockAheadMs: number | null;
  /** Its program. */
  readonly version: string | null;
}

/** A hook whose events wait at the other end because they were not taken here. */
export interface WaitingLane {
  readonly hookId: string;
  readonly reason: string;
}

/** One tunnel of config.json, as it is now. */
export interface TunnelView extends TunnelFacts {
  readonly tunnel: string;
  readonly kind: TunnelKind;
  readonly url: string;
  readonly health: TunnelHealth;
  readonly lanes: readonly WaitingLane[];
}

/** What came of a try. */
export interface TunnelTest {
  readonly ok: boolean;
  readonly error: string | null;
  /** How long the other end took to answer; null: it did not. */
  readonly milliseconds: number | null;
}

/** What the owner may ask. */
export interface TunnelsPort {
  list(): TunnelView[];
  /** Connects at once where it is not connected, and asks the other end for a sign. @throws WakehookError `not_found`. */
  test(tunnel: string): Promise<TunnelTest>;
}
