// What waits for one daemon goes out to it: in order per hook, in turn between hooks, never more than the window.

import { WINDOW } from "../../core/tunnel/frames.ts";
import { pack } from "../../core/tunnel/parcel.ts";
import type { LaneCounts } from "../store/lane-counts.ts";
import type { Parcels } from "../store/parcels.ts";
import { createLane, type Lane } from "./lane.ts";

/** What pushing needs. */
export interface PusherDeps {
  readonly daemon: string;
  readonly parcels: Pick<Parcels, "next" | "sealed"> & {
    readonly counts: Pick<LaneCounts, "ofLane">;
  };
  /** How long a parcel has waited, milliseconds. */
  readonly waitedMs: (receivedAt: number) => number;
  /** Sends a binary frame. `onSent`: it has left. */
  readonly send: (frame: Uint8Array, onSent: () => void) => void;
  readonly sayAgain: (hook: string) => void;
  /** What was sent has left: `push` has room again. */
  readonly onRoom: () => void;
  /** What a parcel held is not there, though it waits: the disk lost it. */
  readonly onLost: (hook: string, number: number) => void;
}

/** The lanes of one connection. */
export interface Pusher {
  /** The lane of a hook that something was sent of. */
  find(hook: string): Lane | undefined;
  /** Something waits for this hook. */
  open(hook: string): void;
  /** Sends what may be sent. */
  push(): void;
}

/** Bytes that wait in the socket's own buffer: what a slow line has not taken yet. */
const MOST_UNSENT_BYTES = 8 * 1024 * 1024;

/** What stands before what is sealed is never longer. */
const LARGEST_HEAD_BYTES = 256;

/** Nothing is sent yet. */
export function createPusher(deps: PusherDeps): Pusher {
  const { daemon, parcels } = deps;
  const lanes = new Map<string, Lane>();
  const flight = { parcels: 0, bytes: 0 };
  let unsentBytes = 0;
  let last = -1;

  function measure(): void {
    flight.parcels = 0;
    flight.bytes = 0;
    for (const { inFlight } of lanes.values()) {
      flight.parcels += inFlight.length;
      for (const { bytes } of inFlight) flight.bytes += bytes;
    }
  }

  /** One of each lane in its turn, so that a busy hook holds up no other. */
  function push(): void {
    measure();
    const all = [...lanes.values()];
    for (let idle = 0; idle < all.length;) {
      if (flight.parcels >= WINDOW.parcels || flight.bytes >= WINDOW.bytes) return;
      if (unsentBytes >= MOST_UNSENT_BYTES) return;
      last = (last + 1) % all.length;
      const lane = all[last];
      const outcome = lane === undefined ? "nothing" : pushOne(lane);
      // The next one of this lane is large: it gets its turn when the window is empty, and nothing overtakes it.
      if (outcome === "no_room") return;
      idle = outcome === "sent" ? 0 : idle + 1;
    }
  }

  function pushOne(lane: Lane): "sent" | "nothing" | "no_room" {
    const key = { daemon, hook: lane.hook };
    const { inFlight } = lane;
    if (lane.isPaused || inFlight.length >= WINDOW.parcelsOfHook) return "nothing";
    if (parcels.counts.ofLane(key).parcels <= inFlight.length) return "nothing";
    const parcel = parcels.next(key, lane.sentUpTo);
    if (parcel === null) return "nothing";
    const { number, receivedAt } = parcel;
    if (flight.parcels > 0 && flight.bytes + parcel.bytes + LARGEST_HEAD_BYTES > WINDOW.bytes) {
      last -= 1;
      return "no_room";
    }
    const sealed = parcels.sealed(number);
    if (sealed === null) {
      // It must not stand in the way of what comes behind it.
      lane.skip(number);
      deps.onLost(lane.hook, number);
      return "sent";
    }
    const waited_ms = deps.waitedMs(receivedAt);
    const frame = pack({ type: "parcel", hook: lane.hook, number, waited_ms }, sealed);
    const bytes = frame.byteLength;
    if (lane.takeAgain()) deps.sayAgain(lane.hook);
    lane.sent(number, bytes);
    flight.parcels += 1;
    flight.bytes += bytes;
    unsentBytes += bytes;
    deps.send(frame, () => {
      const wasFull = unsentBytes >= MOST_UNSENT_BYTES;
      unsentBytes -= bytes;
      if (wasFull) deps.onRoom();
    });
    return "sent";
  }

  return {
    find: (hook) => lanes.get(hook),
    open(hook) {
      if (!lanes.has(hook)) lanes.set(hook, createLane(hook));
    },
    push,
  };
}
