import { describe, expect, it } from "vitest";
import { ADMIN_ERRORS, createAnswers, maskedJson, refusal } from "../../src/admin/answer.ts";
import { createMask } from "../../src/core/secrets/mask.ts";
import { REFUSALS } from "../../src/core/records/refusals.ts";
import { SECRET } from "./harness.ts";

const mask = createMask([SECRET, 'with "quotes" inside']);

describe("answers", () => {
  it("mask every text, however deep, and stay JSON", () => {
    const value = { a: [{ b: `x ${SECRET}` }], c: 'it is with "quotes" inside', d: 1, e: null };

    expect(JSON.parse(maskedJson(value, mask))).toEqual({
      a: [{ b: "x ***" }],
      c: "it is ***",
      d: 1,
      e: null,
    });
  });

  it("leave a body as it was received", () => {
    const body = Buffer.from(SECRET).toString("base64");

    expect(JSON.parse(maskedJson({ body_base64: body }, mask))).toEqual({ body_base64: body });
  });

  it("name the code, what happened and what to do", async () => {
    const answer = createAnswers(mask).refused(refusal("refused", `no ${SECRET}`, "wait"));

    expect(answer.status).toBe(409);
    expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(await answer.json()).toEqual({
      type: "urn:wakehook:error:refused",
      title: "not allowed as things stand",
      status: 409,
      detail: "no ***",
      error: "refused",
      message: "no ***",
      hint: "wait",
    });
  });

  it("use the statuses of the hook listener for the codes that both have", () => {
    const shared = Object.entries(REFUSALS).filter(([code]) => Object.hasOwn(ADMIN_ERRORS, code));

    expect(shared.length).toBeGreaterThan(5);
    for (const [code, { http }] of shared)
      expect([code, ADMIN_ERRORS[code as keyof typeof ADMIN_ERRORS]]).toEqual([code, http]);
  });
});
