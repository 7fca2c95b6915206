// The words that the parts of the chain share: one request on its way, and what became of it.

import type { AcceptOutcome, NewDelivery } from "../core/delivery.ts";
import type { Refusal } from "../core/refusals.ts";
import type { SettingsSnapshot } from "../core/settings.ts";
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
}

/** A refusal; `told` is what the sender reads where that is less than what the owner reads. */
export type ChainRefusal = Refusal & { readonly told?: Refusal };

/** What became of a request. */
export type ChainResult =
  | {
      readonly ok: true;
      readonly usable: UsableHook;
      readonly delivery: NewDelivery;
      readonly outcome: AcceptOutcome;
    }
  | { readonly ok: true; readonly usable: UsableHook; readonly handshake: Handshake }
  | ChainRefusal;
