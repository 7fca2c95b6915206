// A recording comes in; it is cut at random points, and what each cut breaks goes out.

import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { checkImage, type Broken, type Promised } from "./check-image.ts";
import { deliveriesIn } from "./delivery-ids.ts";
import { createDisk, type Image } from "./disk.ts";
import type { Step } from "./recording.ts";
import type { Random } from "./seeded-random.ts";

/** What was cut, and what it broke. */
export interface Result {
  readonly cuts: number;
  /** Cuts after which something was not as promised. */
  readonly broken: readonly BrokenCut[];
  /** Most deliveries that one cut lost. */
  readonly worst: number;
}

/** A cut that broke something. */
export interface BrokenCut extends Broken {
  /** Of the step before which the power failed. */
  readonly step: number;
  readonly way: Way;
}

/** `none`: nothing that was not synced is there. `some`: a random part of it. */
export type Way = "none" | "some";

/** Cuts a recording before each of these steps, both ways. `scratch` is a folder for the disks. */
export async function cutRecording(
  steps: readonly Step[],
  points: readonly number[],
  { random, scratch }: { readonly random: Random; readonly scratch: string },
): Promise<Result> {
  const left = points.toSorted((one, other) => one - other);
  const disk = createDisk();
  const promised = noPromise();
  const broken: BrokenCut[] = [];
  const check = (image: Image, step: number, way: Way): void => {
    const found = checkImage(image, promised, path.join(scratch, `disk-${step}-${way}`));
    if (Object.values(found).some((list: readonly string[]) => list.length > 0))
      broken.push({ step, way, ...found });
  };
  for (const [index, step] of steps.entries()) {
    while (left[0] === index) {
      left.shift();
      check(disk.synced(), index, "none");
      check(disk.someOf(random), index, "some");
      // A person may want to break this off.
      await nextTurn();
    }
    disk.apply(step);
    if (step.kind === "told") addPromise(promised, step.text);
  }
  const worst = Math.max(0, ...broken.map(({ lost }) => lost.length));
  return { cuts: 2 * (points.length - left.length), broken, worst };
}

/** Anywhere. */
export function randomPoints(steps: readonly Step[], count: number, random: Random): number[] {
  return Array.from({ length: count }, () => Math.floor(random() * steps.length));
}

/** Right after a promise. */
export function pointsAfterPromises(
  steps: readonly Step[],
  count: number,
  random: Random,
): number[] {
  const told = steps.flatMap((step, at) => (step.kind === "told" ? at + 1 : []));
  const within = told.filter((at) => at < steps.length);
  return randomPoints(steps, count, random).map(
    (any) => within[Math.floor(random() * within.length)] ?? any,
  );
}

/** Every step up to the first promise. */
export function pointsOfFirstStart(steps: readonly Step[]): number[] {
  return steps.slice(0, steps.findIndex(({ kind }) => kind === "told") + 1).map((_, at) => at);
}

interface Promises extends Promised {
  readonly deliveries: Map<string, string | null>;
  readonly ended: Set<string>;
  mayBeEmpty: boolean;
}

function noPromise(): Promises {
  return { deliveries: new Map(), ended: new Set(), mayBeEmpty: false };
}

function addPromise(promises: Promises, text: string): void {
  // A line of the workload's journal, or an answer of the daemon's: its bytes are the promise.
  const [word, id = "", sha256 = null] = text.trimEnd().split(" ");
  if (word === "delivery") promises.deliveries.set(id, sha256);
  else if (word === "ended") promises.ended.add(id);
  else if (word === "emptying") promises.mayBeEmpty = true;
  else for (const named of deliveriesIn(text)) promises.deliveries.set(named, null);
}
