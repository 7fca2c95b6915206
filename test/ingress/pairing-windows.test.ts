import { describe, expect, it } from "vitest";
import type { HookId } from "../../src/core/records/ids.ts";
import { createPairingWindows } from "../../src/ingress/pairing-windows.ts";
import { makeClock } from "./world.ts";

const asana = "asana" as HookId;
const notion = "notion" as HookId;

describe("createPairingWindows", () => {
  it("is closed until it is opened, and again at its end", () => {
    const clock = makeClock();
    const windows = createPairingWindows(clock);
    expect(windows.isOpen(asana)).toBe(false);

    const end = windows.open(asana, 1000);

    expect(end).toBe(clock.now() + 1000);
    expect([windows.isOpen(asana), windows.isOpen(notion)]).toEqual([true, false]);
    clock.move(999);
    expect(windows.isOpen(asana)).toBe(true);
    clock.move(1);
    expect([windows.isOpen(asana), windows.take(asana)]).toEqual([false, null]);
  });

  it("is not kept open by a wall clock that is set back", () => {
    const clock = makeClock();
    const hours = 3_600_000;
    let shift = 0;
    const windows = createPairingWindows({
      now: () => clock.now() + shift,
      monotonic: () => clock.monotonic(),
    });
    windows.open(asana, 1000);

    shift = -5 * hours;
    clock.move(1000);

    expect(windows.isOpen(asana)).toBe(false);
  });

  it("is taken once", () => {
    const windows = createPairingWindows(makeClock());
    windows.open(asana, 1000);

    expect([windows.take(asana), windows.take(asana)]).toEqual([1000, null]);
  });
});
