// How much a relay may have pushed that was not acknowledged: the memory of the daemon is bounded by this, whatever
// the relay does.

import { WINDOW } from "../../core/tunnel/frames.ts";

/** Counts what is here. */
export interface Window {
  /** false: the relay has pushed more than it may. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

/** A window of the protocol's size; one parcel alone may be larger. */
export function createWindow(): Window {
  let parcels = 0;
  let bytes = 0;
  return {
    take(more) {
      parcels += 1;
      bytes += more;
      return parcels <= WINDOW.parcels && (bytes <= WINDOW.bytes || parcels === 1);
    },
    give(less) {
      parcels -= 1;
      bytes -= less;
    },
  };
}
