// The part of the ledger by which the owner is in control: bursts, pauses, allowances, notices, own words.

import type { LedgerPort } from "../../core/ports/ledger-port.ts";
import { isClaimed } from "../accept/is-claimed.ts";
import { mergeDeliveries, postponeDelivery } from "./bursts.ts";
import type { ChangeDeps } from "./delivery-states.ts";
import { notifyOnce, readNotifiedAt } from "./notice-rows.ts";
import { removePause, writePause } from "./pause-rows.ts";
import { readPostedBy } from "./posted-rows.ts";
import { addAllowance } from "./spending.ts";

/** What is here of the port. */
export type Controls = Pick<
  LedgerPort,
  | "notifiedAt"
  | "postpone"
  | "merge"
  | "pause"
  | "resume"
  | "allow"
  | "notify"
  | "postedBy"
  | "hasPosted"
  | "isClaimed"
>;

/** Creates this part over an open store. */
export function createControls(deps: ChangeDeps): Controls {
  const { store } = deps;
  return {
    postpone: (id, until, wait) => postponeDelivery(deps, id, { until, ...wait }),
    merge: (older, newer, reason) => mergeDeliveries(deps, { older, newer }, reason),
    pause: (pause, reports = []) => writePause(deps, pause, reports),
    resume: (kind, name, reports = []) => removePause(deps, { kind, name }, reports),
    allow: (hookId, day, more) => addAllowance(store, { hookId, day }, more),
    notify: (key, reports) => notifyOnce(deps, key, reports),
    notifiedAt: (key) => readNotifiedAt(deps, key),
    postedBy: (fingerprint) => readPostedBy(store, fingerprint),
    hasPosted: () => !store.memory().posted.isEmpty,
    isClaimed: (hookId, keys) => isClaimed(deps, hookId, keys),
  };
}
