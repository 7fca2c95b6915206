// Nobody locks others out by asking wrongly.

import { describe, expect, it } from "vitest";
import { createRateLimit } from "../../src/ingress/checks/rate-limit.ts";
import { clientAddress } from "../../src/ingress/client-address.ts";
import { aHook, createHome } from "../e2e/daemon-home.ts";

const FEW = 3;

describe("GHSA-6rmx-gvvg-vh6j: requests that tried no credential locked every sender out", () => {
  // What went wrong: a GET counted as a failed login; behind a proxy all senders have one address, and a health
  // check was enough to shut all of them out.
  it("counts no other method as a failure, and no failure against who can prove itself", async () => {
    const home = await createHome({
      hooks: [aHook("a"), aHook("b")],
      config: { webhooks: { failures_per_minute: FEW } },
    });
    const daemon = await home.start();
    const get = async (method: string): Promise<number> =>
      (await fetch(`${daemon.hooksUrl}/hooks/a`, { method })).status;
    const wrong = { authorization: "Bearer wrong" };

    for (let at = 0; at < FEW * 3; at++)
      for (const method of ["GET", "PUT", "DELETE", "OPTIONS"]) expect(await get(method)).toBe(405);
    expect((await daemon.post("a", {}, wrong)).status).toBe(401);
    for (let at = 0; at < FEW * 3; at++) await daemon.post("a", {}, wrong);

    expect((await daemon.post("a", {}, wrong)).status).toBe(429);
    expect((await daemon.post("a")).status).toBe(202);
    // Another hook's budget of failures is untouched.
    expect((await daemon.post("b", {}, wrong)).status).toBe(401);
  });
});

describe("GHSA-5847-rm3g-23mw: one client had two budgets, by two spellings of its address", () => {
  // What went wrong: 1.2.3.4 and ::ffff:1.2.3.4 were counted apart, which doubled the guesses.
  it.each(["1.2.3.4", "::ffff:1.2.3.4", "::FFFF:1.2.3.4", "::ffff:102:304", "::ffff:1.2.3.4%eth0"])(
    "calls %s by one name",
    (address) => {
      expect(clientAddress(address)).toBe("1.2.3.4");
    },
  );

  it("counts all spellings together", async () => {
    const limit = createRateLimit(() => 1000);
    for (const address of ["1.2.3.4", "::ffff:1.2.3.4", "::ffff:102:304"])
      expect(await limit.refused(address, "a", FEW)).toBeNull();

    expect(await limit.refused("1.2.3.4", "a", FEW)).toMatchObject({ code: "rate_limited" });
    expect(await limit.refused("1.2.3.5", "a", FEW)).toBeNull();
  });

  it("gives the addresses that one client can choose of an IPv6 network one budget", () => {
    expect(clientAddress("2001:db8:0:1::1")).toBe(clientAddress("2001:0DB8::1:ffff:0:0:2"));
  });
});
