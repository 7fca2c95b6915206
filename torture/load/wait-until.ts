import { setTimeout as pause } from "node:timers/promises";

const LOOK_MS = 25;

/** Asks again and again; false where the answer was never yes within the time. */
export async function waitUntil(
  withinMs: number,
  isSo: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (performance.now() < until) {
    if (await isSo()) return true;
    await pause(LOOK_MS);
  }
  return isSo();
}
