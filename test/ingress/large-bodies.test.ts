import { expect, it } from "vitest";
import { createLargeBodyGate } from "../../src/ingress/large-bodies.ts";

async function isSettled(promise: Promise<void>): Promise<boolean> {
  const waiting = Symbol("waiting");
  const turn = new Promise((resolve) => setImmediate(() => resolve(waiting)));
  return (await Promise.race([promise, turn])) !== waiting;
}

it("lets as many in as there is room for, and the next as soon as one leaves", async () => {
  const gate = createLargeBodyGate(2);
  const passes = [gate.open(), gate.open(), gate.open()];
  const [first, second, third] = passes.map((pass) => pass.enter());

  expect(
    await Promise.all([first, second, third].map((p) => isSettled(p as Promise<void>))),
  ).toEqual([true, true, false]);
  passes[0]?.leave();
  expect(await isSettled(third as Promise<void>)).toBe(true);
});

it("gives no room away when one who waits hangs up", async () => {
  const gate = createLargeBodyGate(1);
  const [inside, waiting, last] = [gate.open(), gate.open(), gate.open()];
  await inside.enter();
  const never = waiting.enter();
  const later = last.enter();

  waiting.leave();
  expect(await isSettled(later)).toBe(false);
  inside.leave();
  inside.leave();

  expect(await isSettled(later)).toBe(true);
  expect(await isSettled(never)).toBe(false);
  const next = gate.open();
  expect(await isSettled(next.enter())).toBe(false);
});
