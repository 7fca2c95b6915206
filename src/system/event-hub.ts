// What happens in the daemon, told to whoever watches.

import type { WakehookEvent } from "../core/records/wakehook-event.ts";

/** Tells every subscriber; a subscriber that throws harms nobody else. */
export interface EventHub {
  emit(event: WakehookEvent): void;
  /** Returns the function that ends it. */
  subscribe(listener: (event: WakehookEvent) => void): () => void;
}

/** Creates a hub. `onFault` hears what a subscriber threw. */
export function createEventHub(onFault: (thrown: unknown) => void): EventHub {
  const listeners = new Set<(event: WakehookEvent) => void>();
  return {
    emit(event) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (thrown) {
          onFault(thrown);
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
