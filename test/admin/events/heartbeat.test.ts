import { describe, expect, it } from "vitest";
import { createHeartbeat, HEARTBEAT_MS } from "../../../src/admin/events/heartbeat.ts";
import { handClock } from "../harness.ts";

describe("heartbeat", () => {
  it("beats between start and stop, with one timer however often it is started", () => {
    const clock = handClock();
    let beats = 0;
    const heartbeat = createHeartbeat(clock, () => (beats += 1));

    heartbeat.start();
    heartbeat.start();
    expect(clock.waiting()).toBe(1);
    for (let round = 0; round < 3; round += 1) clock.advance(HEARTBEAT_MS);
    heartbeat.stop();
    clock.advance(HEARTBEAT_MS);

    expect(beats).toBe(3);
    expect(clock.waiting()).toBe(0);
  });

  it("may be stopped by its own beat", () => {
    const clock = handClock();
    const heartbeat = createHeartbeat(clock, () => heartbeat.stop());

    heartbeat.start();
    clock.advance(HEARTBEAT_MS);

    expect(clock.waiting()).toBe(0);
  });
});
