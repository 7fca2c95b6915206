import { describe, expect, it } from "vitest";
import { createLane } from "../../../src/relay/tunnel/lane.ts";

describe("what a daemon may have in hand", () => {
  it("is all that was sent to it, acknowledged or not", () => {
    const lane = createLane("site");
    expect(lane.inHandUpTo).toBe(0);

    for (const number of [3, 5, 9]) lane.sent(number, 10);
    lane.acknowledge(3);

    expect(lane.inHandUpTo).toBe(9);
  });

  it("ends, after it has put parcels off, with the last that it has kept: the others may be given up", () => {
    const lane = createLane("site");
    for (const number of [3, 5, 9]) lane.sent(number, 10);

    lane.pause(5);
    expect(lane.inHandUpTo).toBe(3);

    lane.acknowledge(3);
    lane.resume();
    expect(lane.inHandUpTo).toBe(9);
  });
});
