import { describe, expect, it } from "vitest";
import { EVENT_TYPES, isEventType } from "../../../src/core/events/event-types.ts";

describe("event types", () => {
  it("know their own names", () => {
    expect(Object.keys(EVENT_TYPES).every(isEventType)).toBe(true);
  });

  it.each(["", "deliveries", "constructor", "__proto__", "Delivery"])("do not know %j", (text) => {
    expect(isEventType(text)).toBe(false);
  });
});
