// The words that the parts of the chain share: one request on its way, and what became of it.

import type { AcceptOutcome, NewDelivery } from "../core/records/new-delivery.ts";
import type { parsePayload } from "../core/events/payload.ts";
import type { Refusal } from "../core/records/refusals.ts";
import type { SettingsSnapshot } from "../core/settings/settings.ts";
import type { Handshake } from "./handshake.ts";
import type { HookRequest } from "./hook-request.ts";
import type { LargeBodyPass } from "./large-bodies.ts";
import type { TargetHook, UsableHook } from "./target-hook.ts";

/** One request on its way through the chain, under the settings of the moment when it came. */
export interface Step {
  readonly settings: SettingsSnapshot;
  readonly request: HookRequest;
  readonly target: TargetHook;
  readonly pass: LargeBodyPass;
  /** Reads the body's JSON; hooks of one route share what was read. */
  readonly parse: typeof parsePayload;
}

/** A refusal; `told` is what the sender reads where that is less than what the owner reads. */
export type ChainRefusal = Refusal & {
  readonly told?: Refusal;
  /** The sender had proven itself to the hook. */
  readonly proven?: true;
};

/** A request that is on disk, for the first time or already. */
export interface Accepted {
  readonly ok: true;
  readonly usable: UsableHook;
  readonly delivery: NewDelivery;
  readonly outcome: AcceptOutcome;
}

/** A request that was a question. */
export interface Answered {
  readonly ok: true;
  readonly usable: UsableHook;
  readonly handshake: Handshake;
}

/** What became of a request. */
export type ChainResult = Accepted | Answered | ChainRefusal;
