// Since when each hook has the secret that it has now.

import type { HookId } from "../records/ids.ts";

/** What is kept of a hook's secret: a keyed fingerprint, which says nothing about it, and when it was first seen. */
export interface KeptSecret {
  readonly hookId: HookId;
  readonly mark: Uint8Array;
  /** Epoch milliseconds. */
  readonly setAt: number;
}

/** Reading. */
export interface SecretAgesReadPort {
  kept(): KeptSecret[];
}

/** Where they are kept. */
export interface SecretAgesPort extends SecretAgesReadPort {
  /**
   * Hooks whose mark is another than the one that is kept have got their secret now. What is kept of hooks that are
   * not named stays: a file that is broken for a moment makes no secret young.
   * @throws WakehookError `storage_unavailable`.
   */
  note(marks: ReadonlyMap<HookId, Uint8Array>): void;
}
