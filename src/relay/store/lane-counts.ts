// How much waits: in all, of a daemon, of a hook. Kept in memory, so that the door can say no before it reads.

import type { Connection } from "../../ledger/file/connection.ts";

/** A hook of a daemon: what comes for it goes in order. */
export interface LaneKey {
  readonly daemon: string;
  readonly hook: string;
}

/** Parcels and their sealed bytes. */
export interface Amount {
  readonly parcels: number;
  readonly bytes: number;
}

/** The counts of one relay. */
export interface LaneCounts {
  add(lane: LaneKey, bytes: number): void;
  remove(lane: LaneKey, amount: Amount): void;
  ofLane(lane: LaneKey): Amount;
  ofDaemon(daemon: string): Amount;
  inAll(): Amount;
  /** Lanes on which something waits. */
  lanes(): LaneKey[];
  /** Hooks of a daemon for which something waits. */
  hooksOf(daemon: string): string[];
  /** Reads them anew from what is on the disk. */
  load(connection: Connection): void;
}

const NONE: Amount = { parcels: 0, bytes: 0 };

/** Empty counts. */
export function createLaneCounts(): LaneCounts {
  const daemons = new Map<string, Map<string, Amount>>();
  const change = ({ daemon, hook }: LaneKey, parcels: number, bytes: number): void => {
    const lanes = daemons.get(daemon) ?? new Map<string, Amount>();
    const before = lanes.get(hook) ?? NONE;
    const after = { parcels: before.parcels + parcels, bytes: before.bytes + bytes };
    if (after.parcels > 0) lanes.set(hook, after);
    else lanes.delete(hook);
    daemons.set(daemon, lanes);
    all = { parcels: all.parcels + parcels, bytes: all.bytes + bytes };
  };
  let all = NONE;
  return {
    add: (lane, bytes) => change(lane, 1, bytes),
    remove: (lane, { parcels, bytes }) => change(lane, -parcels, -bytes),
    ofLane: ({ daemon, hook }) => daemons.get(daemon)?.get(hook) ?? NONE,
    ofDaemon: (daemon) => sum([...(daemons.get(daemon)?.values() ?? [])]),
    inAll: () => all,
    lanes: () =>
      [...daemons].flatMap(([daemon, hooks]) =>
        [...hooks.keys()].map((hook) => ({ daemon, hook })),
      ),
    hooksOf: (daemon) => [...(daemons.get(daemon)?.keys() ?? [])],
    load(connection) {
      daemons.clear();
      all = NONE;
      const rows = connection.all<LaneKey & Amount>(
        "SELECT daemon, hook, count(*) AS parcels, sum(bytes) AS bytes FROM parcels WHERE state = 'waiting' GROUP BY daemon, hook",
      );
      for (const { parcels, bytes, ...lane } of rows) change(lane, parcels, bytes);
    },
  };
}

function sum(amounts: readonly Amount[]): Amount {
  return amounts.reduce(
    (all, { parcels, bytes }) => ({ parcels: all.parcels + parcels, bytes: all.bytes + bytes }),
    NONE,
  );
}
