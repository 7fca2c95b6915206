import { describe, expect, it } from "vitest";
import { canaryNonce, canaryOf, readCanary } from "../../../src/core/events/canary.ts";

const KEY = Buffer.alloc(32, 1);
const NOW = Date.UTC(2026, 10, 21);
const AT = { hookId: "site", now: NOW };
const nonce = canaryNonce(NOW, Buffer.alloc(16, 7));

describe("a canary's header", () => {
  it("is recognised with the key that made it", () => {
    expect(readCanary(canaryOf(nonce, "site", KEY), KEY, AT)).toBe(nonce);
  });

  it.each([
    ["another key", canaryOf(nonce, "site", Buffer.alloc(32, 2)), AT],
    ["another hook", canaryOf(nonce, "other", KEY), AT],
    ["a nonce that was changed", canaryOf(nonce, "site", KEY).replace("07", "08"), AT],
    ["a time long ago", canaryOf(nonce, "site", KEY), { hookId: "site", now: NOW + 301_000 }],
    ["nothing", "", AT],
    ["something else", `${nonce}.xyz`, AT],
  ])("is not with %s", (_, value, at) => {
    expect(readCanary(value, KEY, at)).toBeNull();
  });
});
