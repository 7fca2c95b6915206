import { describe, expect, it } from "vitest";
import { secretProblem } from "../../../src/signing/secret-problem.ts";
import { verifyRequest } from "../../../src/signing/verify.ts";
import { requestOf, vectors } from "../vector.ts";

const PAYPAL = { kind: "scheme", scheme: "paypal" } as const;

function validOne() {
  const vector = vectors.find((each) => each.provider === "paypal" && each.valid);
  if (vector === undefined) throw new Error("the fixture has no request of PayPal");
  const { certificatePem, ...request } = requestOf(vector);
  return { request, webhookId: vector.secret, certificate: certificatePem };
}

function judge(change: Record<string, string>, secret?: string) {
  const { request, webhookId, certificate } = validOne();
  const headers = request.headers.map(([name, value]) => [name, change[name] ?? value] as const);
  const whole = secret ?? JSON.stringify({ webhook_id: webhookId, certificate });
  return verifyRequest(PAYPAL, { ...request, headers }, [whole], 0);
}

describe("paypal", () => {
  it("takes the webhook's id and the certificate from the hook's secret", () => {
    const { webhookId, certificate } = validOne();

    expect(judge({})).toEqual({ ok: true, keyIndex: 0 });
    expect(
      secretProblem(PAYPAL, JSON.stringify({ webhook_id: webhookId, certificate })),
    ).toBeNull();
  });

  it("says that it fetches no certificate, and what to do", () => {
    const { webhookId } = validOne();

    expect(judge({}, webhookId)).toMatchObject({
      step: "secret",
      reason: expect.stringContaining("fetches none") as string,
    });
    expect(secretProblem(PAYPAL, webhookId)).toContain("certificate");
  });

  it.each([
    ["another algorithm", { "paypal-auth-algo": "SHA1withRSA" }],
    ["a certificate of another host", { "paypal-cert-url": "https://evil.example/cert" }],
    ["a host that ends alike", { "paypal-cert-url": "https://notpaypal.com/cert" }],
    ["a changed id", { "paypal-transmission-id": "other" }],
    ["a changed time", { "paypal-transmission-time": "2026-10-09T08:53:21Z" }],
    ["a time that is none", { "paypal-transmission-time": "yesterday" }],
    ["an empty signature", { "paypal-transmission-sig": "" }],
  ])("refuses %s", (_, change) => {
    expect(judge(change).ok).toBe(false);
  });
});
