import { describe, expect, it } from "vitest";
import { isModeName, MODES } from "../../src/core/settings/modes.ts";
import { isProviderId, PROVIDERS } from "../../src/core/settings/providers.ts";
import { REFUSALS, refuse } from "../../src/core/records/refusals.ts";

describe("closed lists", () => {
  it("know their own names and no inherited ones", () => {
    expect(Object.keys(MODES).every(isModeName)).toBe(true);
    expect(Object.keys(PROVIDERS).every(isProviderId)).toBe(true);
    expect([isModeName("toString"), isProviderId("__proto__"), isModeName("")]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("give a refusal its Retry-After only where one is named", () => {
    expect(refuse("unauthorized", "no header")).toEqual({
      ok: false,
      code: "unauthorized",
      reason: "no header",
    });
    expect(refuse("rate_limited", "too many", 12)).toMatchObject({ retryAfterSeconds: 12 });
  });

  it("keep the order in which a request's faults are answered", () => {
    const chain = [
      "rate_limited",
      "content_type_must_be_json",
      "body_too_large",
      "invalid_json",
      "hook_not_found",
      "hook_disabled",
      "unauthorized",
    ];

    expect(Object.keys(REFUSALS).filter((code) => chain.includes(code))).toEqual(chain);
  });
});
