import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ADMIN_ERRORS } from "../../src/admin/answer.ts";
import type { AdminRoute } from "../../src/admin/routes/route.ts";
import { ADMIN_ROUTES } from "../../src/admin/routes/routes.ts";
import { ERROR_CODES, WakehookError, type ErrorCode } from "../../src/core/records/errors.ts";
import { delivery, deliveryId, openHarness, run, runId, SECRET, type Harness } from "./harness.ts";

const routes = Object.entries<AdminRoute>(ADMIN_ROUTES);

let harness: Harness;
beforeEach(() => {
  harness = openHarness();
});
afterEach(() => harness.close());

describe("router", () => {
  it.each(routes)("answers the route %s of the table", async (_name, { method, path }) => {
    harness.ledger.allDeliveries.push(delivery(1));
    harness.ledger.allRuns.push(run(1));
    harness.runFolder(runId(1));
    const id = path.includes("/runs/") ? runId(1) : deliveryId(1);

    const answer = await harness.send(path.replace(":id", id), { method });
    await answer.body?.cancel();

    expect(answer.status).not.toBe(405);
    expect(answer.status).not.toBe(500);
  });

  it.each(routes)(
    "refuses an unknown parameter of the route %s",
    async (_name, { method, path }) => {
      const answer = await harness.send(`${path.replace(":id", "x")}?surely_not=1`, { method });

      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        error: "usage",
        message: expect.stringContaining("surely_not"),
      });
    },
  );

  it("gives every row words and a path of its own", () => {
    const calls = routes.map(([, { method, path }]) => `${method} ${path}`);

    expect(new Set(calls).size).toBe(calls.length);
    expect(routes.every(([, { meaning }]) => meaning.length > 5)).toBe(true);
  });

  it.each(["/", "/api/v1", "/api/v1/nothing", "/api/v1/runs/", "/api/v2/status", "/hooks/site"])(
    "answers 404 to %s",
    async (target) => {
      const answer = await harness.send(target);

      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ error: "not_found" });
    },
  );

  it.each(Object.keys(ERROR_CODES) as ErrorCode[])(
    "answers a thrown %s with its own status, words and hint",
    async (code) => {
      harness.ledger.pieces.hookTotals = () => {
        throw new WakehookError(code, `it was ${SECRET}`, { hint: "try again" });
      };

      const answer = await harness.get("/hooks");

      expect(answer.status).toBe(ADMIN_ERRORS[code]);
      expect(await answer.json()).toMatchObject({
        error: code,
        message: "it was ***",
        hint: "try again",
      });
    },
  );

  it("says nothing of a bug but that there is one, and logs it", async () => {
    harness.ledger.pieces.hookTotals = () => {
      throw new TypeError("secret inner words");
    };

    const answer = await harness.get("/hooks");

    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("inner words");
    expect(harness.logged).toMatchObject([
      { fields: { error: { message: "secret inner words" } } },
    ]);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});
