// A daemon's name and a hook's id as the path has them come in; the registered hook goes out, or why it takes nothing.

import { isHookId } from "../../core/records/ids.ts";
import { refuse, type Refusal } from "../../core/records/refusals.ts";
import type { Source } from "../../core/events/source.ts";
import type { RegisteredHook } from "../../core/tunnel/frames.ts";
import { generic } from "../../sources/generic.ts";
import { findSource } from "../../sources/table.ts";
import { isInForce } from "../../core/tunnel/daemon-key.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { DoorVerifier, RelaySettings } from "../settings/load-relay-config.ts";
import type { Registrations } from "../store/registrations.ts";

/** A registered hook. */
export interface OpenHook {
  readonly daemon: string;
  /** For whom its requests are sealed. */
  readonly publicKey: string;
  readonly hook: RegisteredHook;
  readonly source: Source;
  /** null: what comes is verified at home alone. */
  readonly verifier: DoorVerifier | null;
}

/** What a request is aimed at. */
export type DoorTarget =
  | ({ readonly isOpen: true } & OpenHook)
  | { readonly isOpen: false; readonly refusal: Refusal };

/** What the looking up needs. */
export interface TargetDeps {
  readonly keys: Pick<KeyRing, "ofDaemon">;
  readonly registrations: Pick<Registrations, "hooksOf">;
  readonly settings: RelaySettings;
  /** Epoch milliseconds. */
  readonly now: number;
}

const AWAY_SECONDS = 60;
const NOT_FOUND = refuse("hook_not_found", "no daemon of this name has registered such a hook");

/** Looks a hook up; any text may come as either name. An unknown daemon and an unknown hook read alike. */
export function findDoorTarget(
  { keys, registrations, settings, now }: TargetDeps,
  daemon: string,
  hookId: string,
): DoorTarget {
  const key = keys.ofDaemon(daemon);
  if (key === null || !isHookId(hookId)) return { isOpen: false, refusal: NOT_FOUND };
  const away = (why: string): DoorTarget => ({
    isOpen: false,
    refusal: refuse("daemon_away", `daemon ${daemon} ${why}`, AWAY_SECONDS),
  });
  // Nobody could fetch what were kept now; its sender may try again.
  if (!isInForce(key, now)) return away("has no key in force");
  const hooks = registrations.hooksOf(daemon);
  if (key.publicKey === null || hooks === null) return away("has never been here");
  const hook = hooks.get(hookId);
  if (hook === undefined) return { isOpen: false, refusal: NOT_FOUND };
  return {
    isOpen: true,
    daemon,
    publicKey: key.publicKey,
    hook,
    source: findSource(hook.source) ?? generic,
    verifier: settings.verifiers.get(`${daemon}/${hookId}`) ?? null,
  };
}

/** Whose content types, shapes and size apply: generic where the hook is unknown. */
export function rulesOf(target: DoorTarget): Source {
  return target.isOpen ? target.source : generic;
}
