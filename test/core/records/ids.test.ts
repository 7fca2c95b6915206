import { describe, expect, it } from "vitest";
import { isDeliveryId, isHookId, isRunId } from "../../../src/core/records/ids.ts";

const ULID = "01k9zq3v5x8y7w6t4s2r1n0m9j";

describe("isHookId", () => {
  it.each(["a", "github-site", "0", "-", "x".repeat(64)])("takes %j", (id) => {
    expect(isHookId(id)).toBe(true);
  });

  it.each(["", "x".repeat(65), "A", "a_b", "a/b", "a b", "a\n", "../a", "ä"])(
    "refuses %j",
    (id) => {
      expect(isHookId(id)).toBe(false);
    },
  );
});

describe("isDeliveryId and isRunId", () => {
  it("take their own prefix only", () => {
    expect(isDeliveryId(`dlv_${ULID}`)).toBe(true);
    expect(isRunId(`run_${ULID}`)).toBe(true);
    expect(isDeliveryId(`run_${ULID}`)).toBe(false);
    expect(isRunId(`dlv_${ULID}`)).toBe(false);
  });

  it.each([
    ULID,
    `dlv_${ULID}x`,
    `dlv_${ULID.toUpperCase()}`,
    `dlv_${ULID}\n`,
    `dlv_${"u".repeat(26)}`,
    "dlv_",
  ])("refuse %j", (id) => {
    expect(isDeliveryId(id)).toBe(false);
  });
});
