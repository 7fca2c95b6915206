import { describe, expect, it } from "vitest";
import { verifyBearer } from "../../src/signing/bearer.ts";
import { sha256 } from "../../src/signing/compare.ts";

const TOKEN = "tok_0123456789";
const STORED = `sha256:${sha256(TOKEN).toString("hex")}`;
const judge = (value: string, expected = TOKEN) =>
  verifyBearer([["authorization", value]], expected);

describe("verifyBearer", () => {
  it.each([TOKEN, STORED, `sha256:${sha256(TOKEN).toString("hex").toUpperCase()}`])(
    "takes the right token against %j",
    (expected) => {
      expect(judge(`Bearer ${TOKEN}`, expected)).toEqual({ ok: true, keyIndex: 0 });
    },
  );

  it("takes the scheme in either case (RFC 9110, 11.1)", () => {
    expect(judge(`bearer ${TOKEN}`).ok).toBe(true);
  });

  it.each([
    ["comparison", `Bearer ${TOKEN}x`],
    ["comparison", `Bearer ${TOKEN.slice(1)}`],
    ["comparison", `Bearer ${TOKEN.toUpperCase()}`],
    ["comparison", `Bearer ${TOKEN} ${TOKEN}`],
    ["signature", "Bearer"],
    ["signature", "Bearer "],
    ["signature", TOKEN],
    ["signature", `Basic ${TOKEN}`],
    ["signature", `Bearer${TOKEN}`],
    ["signature", `Bearer ${TOKEN}\u00e9`],
    ["signature", ""],
  ])("stops at the step %s for %j", (step, value) => {
    expect(judge(value)).toMatchObject({ ok: false, step });
  });

  it("does not take the stored hash for the token", () => {
    expect(judge(`Bearer ${STORED}`, STORED).ok).toBe(false);
  });

  it("refuses a missing and a repeated header", () => {
    const header = ["authorization", `Bearer ${TOKEN}`] as const;

    expect(verifyBearer([], TOKEN)).toMatchObject({ step: "signature" });
    expect(verifyBearer([header, header], TOKEN)).toMatchObject({ step: "signature" });
  });

  it.each(["", "sha256:", "sha256:00", `${STORED}00`, "sha256:zz"])(
    "refuses everything where the token is set to %j",
    (expected) => {
      expect(judge("Bearer x", expected)).toMatchObject({ ok: false, step: "secret" });
      expect(judge(`Bearer ${expected}`, expected).ok).toBe(false);
    },
  );

  it("never names a token", () => {
    expect(JSON.stringify(judge("Bearer seen-token"))).not.toMatch(/seen-token|tok_/);
  });
});
