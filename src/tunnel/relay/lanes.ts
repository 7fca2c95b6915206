// What a relay has pushed on one connection: a lane for each hook, and one window over all of them.

import { toError } from "../../core/records/errors.ts";
import type { WaitingLane } from "../../core/ports/tunnels-port.ts";
import type { DaemonFrame } from "../../core/tunnel/frames.ts";
import type { HandedIn } from "./hand-in.ts";
import { createLane, type Lane, type Parcel } from "./lane.ts";
import { createWindow } from "./window.ts";

/** What lanes need. */
export interface LanesDeps {
  readonly handIn: (parcel: Parcel) => Promise<HandedIn>;
  readonly send: (frame: DaemonFrame) => void;
  readonly largeBytes: () => number;
  /** So many are the relay's business no longer. */
  readonly onAcknowledged: (parcels: number) => void;
}

/** The lanes of one connection. */
export interface Lanes {
  /** false: the relay has pushed more than it may. */
  push(parcel: Parcel): boolean;
  again(hook: string): void;
  putOff(): readonly WaitingLane[];
  /** Hands nothing more in; settles when nothing is in hand. */
  drain(): Promise<void>;
}

const AFTER_FAULT_MS = 5000;

/** Creates them; lanes come with their first parcel. */
export function createLanes(deps: LanesDeps): Lanes {
  const window = createWindow();
  const lanes = new Map<string, Lane>();
  const drained = Promise.withResolvers<void>();
  let isDraining = false;

  function laneOf(hook: string): Lane {
    const known = lanes.get(hook);
    if (known !== undefined) return known;
    const lane = laneFor(hook);
    lanes.set(hook, lane);
    return lane;
  }

  function laneFor(hook: string): Lane {
    let answered = 0;
    return createLane({
      largeBytes: deps.largeBytes,
      release: (bytes) => window.give(bytes),
      async handIn(parcel) {
        try {
          return await deps.handIn(parcel);
        } catch (thrown) {
          // A fault of ours: nothing was kept, as far as anybody knows.
          return { kind: "later", afterMs: AFTER_FAULT_MS, reason: toError(thrown).message };
        } finally {
          setImmediate(settleDrain);
        }
      },
      answer(number, answer) {
        answered += 1;
        deps.send({ type: "answer", hook, number, ...answer });
      },
      ack(number) {
        deps.send({ type: "ack", hook, number });
        deps.onAcknowledged(answered);
        answered = 0;
        // A relay may name as many hooks as it likes: only those at work are kept.
        if (lanes.get(hook)?.isIdle() === true) lanes.delete(hook);
      },
      later(number, { afterMs, reason }) {
        deps.send({ type: "later", hook, number, after_ms: afterMs, reason });
      },
    });
  }

  function settleDrain(): void {
    if (isDraining && [...lanes.values()].every((lane) => lane.inHand() === 0)) drained.resolve();
  }

  return {
    push(parcel) {
      if (!window.take(parcel.sealed.byteLength)) return false;
      return laneOf(parcel.head.hook).push(parcel);
    },
    again(hook) {
      lanes.get(hook)?.again();
    },
    putOff: () =>
      [...lanes].flatMap(([hookId, lane]) => {
        const reason = lane.putOff();
        return reason === null ? [] : [{ hookId, reason }];
      }),
    drain() {
      isDraining = true;
      for (const lane of lanes.values()) lane.stop();
      settleDrain();
      return drained.promise;
    },
  };
}
