import { appendFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { SESSION_LIMITS } from "../../src/dashboard/sessions.ts";
import { BASE, deliveryId, delivery, run, runId } from "../admin/harness.ts";
import { openPages } from "./pages-bench.ts";

const PAGES = [
  "/",
  "/held",
  "/hooks",
  "/hooks/new",
  "/hooks/site/edit",
  "/hooks/site/rotate",
  "/hooks/site/remove",
  "/hooks/site/test",
  "/chat",
  "/system",
  "/changes",
];

describe("the dashboard's door", () => {
  it.each([...PAGES, `/deliveries/${deliveryId(1)}`, "/runs/x/words"])(
    "shows %s to nobody without a session",
    async (path) => {
      const pages = openPages();
      pages.ledger.allDeliveries.push(delivery(1, { entity: "private/thing" }));

      const response = await pages.ask(path);

      expect(response.status).toBe(401);
      const text = await response.text();
      expect(text).toContain("wakehook open");
      expect(text).not.toContain("private/thing");
    },
  );

  it("opens one session by a link, and none by the same link again", async () => {
    const pages = openPages();
    const link = await pages.link();

    const first = await pages.ask(link);
    const second = await pages.ask(link);

    expect(first.status).toBe(303);
    expect(first.headers.get("location")).toBe("/");
    expect(first.headers.get("set-cookie")).toMatch(
      /^wakehook_8743=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(second.status).toBe(401);
    expect(second.headers.get("set-cookie")).toBeNull();
  });

  it("takes no link after its minute", async () => {
    const pages = openPages();
    const link = await pages.link();

    pages.clock.advance(SESSION_LIMITS.linkMs);

    expect((await pages.ask(link)).status).toBe(401);
  });

  it("ends a session that is not used, and one that has grown old", async () => {
    const pages = openPages();
    await pages.logIn();
    const steps = SESSION_LIMITS.longestMs / (SESSION_LIMITS.idleMs / 2);

    for (let step = 1; step < steps; step += 1) {
      pages.clock.advance(SESSION_LIMITS.idleMs / 2);
      expect((await pages.ask("/held")).status).toBe(200);
    }
    pages.clock.advance(SESSION_LIMITS.idleMs / 2);
    expect((await pages.ask("/held")).status).toBe(401);

    await pages.logIn();
    pages.clock.advance(SESSION_LIMITS.idleMs);
    expect((await pages.ask("/held")).status).toBe(401);
  });

  it("logs out", async () => {
    const pages = openPages();
    await pages.logIn();

    const response = await pages.submit("/logout");

    expect(response.status).toBe(303);
    expect(response.headers.get("set-cookie")).toContain("Max-Age=0");
    expect((await pages.ask("/")).status).toBe(401);
  });

  it.each([
    ["without a token", ""],
    ["with a token of another session", "x".repeat(43)],
  ])("does nothing for a form %s", async (_, token) => {
    const pages = openPages();
    pages.ledger.allDeliveries.push(delivery(1, { state: "held", status: "held:budget" }));
    await pages.logIn();

    const response = await pages.submit(`/deliveries/${deliveryId(1)}/discard`, {}, token);

    expect(response.status).toBe(403);
    expect(pages.calls).toEqual([]);
  });

  it.each([
    ["another origin", { origin: "http://evil.example" }],
    ["another port of this host", { origin: "http://127.0.0.1:3000" }],
    ["a page that hides its origin", { origin: "null" }],
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["another name of this address", { host: "evil.example" }],
  ])("refuses a request of %s, session or not", async (_, headers) => {
    const pages = openPages();
    await pages.logIn();

    const response = await pages.admin.fetch(
      new Request(`${BASE}/`, { headers: { host: "127.0.0.1:8743", ...headers } }),
      { remoteAddress: "127.0.0.1" },
    );

    expect(response.status).toBe(403);
  });

  it("takes a session for no token: the API stays closed to a cookie", async () => {
    const pages = openPages();
    await pages.logIn();

    expect((await pages.ask("/api/v1/hooks")).status).toBe(401);
  });

  it("takes the admin token for no session", async () => {
    const pages = openPages();

    expect((await pages.send("/held")).status).toBe(401);
  });

  it.each(["/", "/assets/dashboard.js", "/nothing-here"])(
    "sends a policy without inline script, style or foreign hosts with %s",
    async (path) => {
      const pages = openPages();
      await pages.logIn();

      const { headers } = await pages.ask(path);

      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("cache-control")).toBe("no-store");
    },
  );

  it("has no script or style in its pages that the policy would refuse", async () => {
    const pages = openPages();
    pages.ledger.allDeliveries.push(delivery(1));
    await pages.logIn();

    for (const path of [
      ...PAGES.filter((one) => one !== "/changes"),
      `/deliveries/${deliveryId(1)}`,
    ])
      expect(await pages.text(path), path).not.toMatch(
        /<style|\sstyle=|\son\w+=|<script(?! type="module" src="\/assets)/,
      );
  });

  it("opens no stream for a HEAD", async () => {
    const pages = openPages();
    await pages.logIn();

    const response = await pages.ask("/changes", { method: "HEAD" });

    expect(response.status).toBe(405);
  });

  it("ends a followed transcript of a session that was logged out", async () => {
    const pages = openPages();
    await pages.logIn();
    pages.ledger.allRuns.push(run(1));
    const file = path.join(pages.runFolder(runId(1)), "stdout.log");
    writeFileSync(file, "begun\n");
    const stream = await pages.ask(`/runs/${runId(1)}/stdout?follow=1`);
    const reader = stream.body?.getReader();
    await reader?.read();

    const end = reader?.read();
    await pages.clock.untilTimer();
    appendFileSync(file, "private\n");
    await pages.submit("/logout");
    pages.clock.advance(250);

    expect(await end).toEqual({ done: true, value: undefined });
  });

  it("ends the stream of a session that was logged out", async () => {
    const pages = openPages();
    await pages.logIn();
    // As a browser asks for it.
    const stream = await pages.ask("/changes", { headers: { "sec-fetch-dest": "empty" } });
    const reader = stream.body?.getReader();
    await reader?.read();
    pages.clock.advance(15_000);
    expect((await reader?.read())?.done).toBe(false);

    await pages.submit("/logout");
    pages.clock.advance(15_000);

    expect((await reader?.read())?.done).toBe(true);
  });

  it("answers 400 to a body that is no form", async () => {
    const pages = openPages();
    await pages.logIn();

    const response = await pages.ask("/held", {
      method: "POST",
      headers: { "content-type": "application/json", origin: BASE },
      body: "{}",
    });

    expect(response.status).toBe(400);
  });
});
