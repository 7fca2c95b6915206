import { describe, expect, it } from "vitest";
import { createEventIds } from "../../../src/admin/events/event-id.ts";
import { STARTED_AT } from "../harness.ts";

const ids = createEventIds(STARTED_AT);

describe("event ids", () => {
  it("are read back as they were written", () => {
    const id = ids.line(42).slice("id: ".length).trim();

    expect(ids.numberOf(id)).toBe(42);
  });

  it.each([
    `${STARTED_AT - 1}-42`,
    `${STARTED_AT}-`,
    `${STARTED_AT}--1`,
    `${STARTED_AT}-1e3`,
    "",
    "42",
  ])("do not know %j", (id) => {
    expect(ids.numberOf(id)).toBeNull();
  });
});
