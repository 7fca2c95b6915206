// The points between the steps of a delivery, each by the call to the system that stands there.

import type { Judgement, Lives, Point } from "./lives.ts";

/** A point, in the words of the table. */
export interface NamedPoint extends Point {
  readonly fault: string;
  /** Takes up what a dead daemon left, or carries out a delivery of this hook. */
  readonly at: "recovery" | "effects" | "long";
}

/** In the order of a delivery's way. A call is chosen among those that come after the request. */
export const NAMED_POINTS: readonly NamedPoint[] = [
  aPoint("the row is synced, the 202 is about to leave", "answer 1 before"),
  aPoint("the 202 has just left", "answer 1 after"),
  aPoint("the row says running, no program was made yet", "fork 1 before"),
  { ...aPoint("the program has just been made", "fork 1 after"), at: "long" },
  aPoint("the program has ended, its end is not written", "wait 1 before"),
  aPoint("the end is written, the report's program was not made yet", "fork 2 before"),
  aPoint("the report's program has just been made", "fork 2 after"),
  aPoint("the report has arrived, and is not noted", "wait 2 before"),
  inRecovery("in recovery, the orphan still runs", "kill 1 before"),
  inRecovery("in recovery, the orphan was just ended", "kill 1 after"),
];

function aPoint(fault: string, words: string): NamedPoint {
  const [call = "", number, side] = words.split(" ");
  const isAfter = side === "after";
  return {
    fault,
    call,
    number: Number(number),
    side: isAfter ? "after" : "before",
    from: "request",
    at: "effects",
  };
}

function inRecovery(fault: string, words: string): NamedPoint {
  return { ...aPoint(fault, words), from: "start", at: "recovery" };
}

/** What became of the daemons that died at the named points. */
export interface NamedResult {
  /** How many died there. */
  readonly died: ReadonlyMap<NamedPoint, number>;
  /** The deliveries whose daemon died there. */
  readonly keysOf: ReadonlyMap<NamedPoint, readonly string[]>;
  readonly judgement: Judgement;
}

/** Lets a daemon die at each point, so many times. */
export async function dieAtNamedPoints(lives: Lives, times: number): Promise<NamedResult> {
  const died = new Map<NamedPoint, number>();
  const keysOf = new Map<NamedPoint, string[]>();
  for (let time = 0; time < times; time += 1)
    for (const [number, point] of NAMED_POINTS.entries()) {
      const key = `point-${number}-${time}`;
      const words =
        point.at === "recovery"
          ? await lives.dieInRecovery(point, key)
          : await lives.dieAtWork(point, point.at, key);
      keysOf.set(point, [...(keysOf.get(point) ?? []), key]);
      if (words !== null) died.set(point, (died.get(point) ?? 0) + 1);
    }
  return { died, keysOf, judgement: await lives.judge() };
}
