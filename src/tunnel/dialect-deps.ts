import type { DeliveryId } from "../core/records/ids.ts";
import type { Log } from "../core/ports/log-port.ts";
import type { WakehookEvent } from "../core/records/wakehook-event.ts";
import type { LoadedTunnel } from "../core/settings/tunnel.ts";
import type { SettingsSnapshot } from "../core/settings/settings.ts";
import type { RequestInfo } from "../http/request-info.ts";
import type { BoxKey } from "../signing/parcel-seal.ts";
import type { Clock } from "../system/clock.ts";
import type { Randomness } from "../system/randomness.ts";
import type { Dialect } from "./dialect.ts";

/** The way in, as a tunnel uses it: the one that every request takes. */
export interface WayIn {
  /** Never rejects. */
  fetch(request: Request, info: RequestInfo): Promise<Response>;
}

/** What a dialect may use. */
export interface DialectDeps {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
  readonly emit: (event: WakehookEvent) => void;
  readonly settings: () => SettingsSnapshot;
  readonly ingress: WayIn;
  /** What was received of a delivery, parsed; undefined: it is not kept any more, or is no JSON. */
  readonly payloadOf: (delivery: DeliveryId) => unknown;
  /** Of this program. */
  readonly version: string;
  /** The key of this home. @throws WakehookError `permissions_too_wide`, `home_unusable`. */
  readonly boxKey: () => Promise<BoxKey>;
}

/** Makes the dialect of one tunnel; nothing is connected yet. */
export type CreateDialect = (deps: DialectDeps, loaded: LoadedTunnel) => Dialect;
