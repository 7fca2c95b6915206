// The published package of the Standard Webhooks project reads what wakehook signs, and signs what wakehook reads.

import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { generateSecret, sign, verify } from "../../src/webhooks.ts";

const body = JSON.stringify({ event: "run.failed", text: "söme ✓" });
const nowHeaders = (secrets: readonly string[]) => sign({ id: "msg_1", body, secrets });

describe("the package standardwebhooks", () => {
  it("verifies what wakehook signs, byte for byte", () => {
    const secret = generateSecret();

    expect(new Webhook(secret).verify(body, nowHeaders([secret]))).toEqual(JSON.parse(body));
    expect(() => new Webhook(secret).verify(`${body} `, nowHeaders([secret]))).toThrow();
    expect(() => new Webhook(generateSecret()).verify(body, nowHeaders([secret]))).toThrow();
  });

  it("takes either key while a secret is rotated", () => {
    const [current, previous] = [generateSecret(), generateSecret()];
    const headers = nowHeaders([current, previous]);

    for (const secret of [current, previous]) new Webhook(secret).verify(body, headers);
  });

  it("signs what wakehook verifies", () => {
    const secret = generateSecret();
    const at = new Date();
    const headers = {
      "webhook-id": "msg_2",
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign("msg_2", at, body),
    };

    expect(verify({ headers, body, secrets: [secret] })).toMatchObject({ ok: true });
    expect(verify({ headers, body: `${body} `, secrets: [secret] })).toMatchObject({ ok: false });
  });
});
