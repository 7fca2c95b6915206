import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { WakehookError } from "../../src/core/records/errors.ts";
import type { HookId } from "../../src/core/records/ids.ts";
import {
  bearer,
  bearerHook,
  errorOf,
  githubHeaders,
  githubHook,
  makeSettings,
  makeWorld,
  routeTo,
  SECRET,
  send,
  type HookEntry,
  type World,
} from "./world.ts";

const BODY = { action: "opened", issue: { number: 7 } };
const OTHER = "another-secret-of-another-hook";

/** A GitHub hook with a secret that the request is not signed with. */
const other = (id: string, fields: Record<string, unknown> = {}): HookEntry => ({
  ...githubHook(id, fields),
  secrets: { secret: OTHER },
});

interface Answer {
  readonly accepted: boolean;
  readonly hook_id: string;
  readonly deliveries: ReadonlyArray<{
    readonly hook_id: string;
    readonly delivery_id: string;
    readonly duplicate?: boolean;
  }>;
}

const post = (world: World, headers = githubHeaders(BODY), body: unknown = BODY) =>
  send(world, "/hooks/all", { body, headers });

const hooksOf = (world: World): string[] => world.accepted.map(({ hookId }) => hookId);

describe("a route", () => {
  it("makes a delivery at every hook that the request proves itself to, and at no other", async () => {
    const world = makeWorld([
      githubHook("site"),
      other("shop"),
      githubHook("docs"),
      routeTo(["site", "shop", "docs"]),
    ]);

    const response = await post(world);

    expect(response.status).toBe(202);
    const answer = (await response.json()) as Answer;
    expect(answer).toEqual({
      accepted: true,
      hook_id: "all",
      deliveries: world.accepted.map(({ hookId, id }) => ({ hook_id: hookId, delivery_id: id })),
    });
    expect(hooksOf(world)).toEqual(["site", "docs"]);
    expect(world.offered.map(({ id }) => id)).toEqual(world.accepted.map(({ id }) => id));
    expect(world.accepted[0]).toMatchObject({ path: "/hooks/all", event: "issues.opened" });
  });

  it("leaves the hooks their own URLs", async () => {
    const world = makeWorld([githubHook("site"), routeTo(["site"])]);

    const response = await send(world, "/hooks/site", { body: BODY, headers: githubHeaders(BODY) });

    expect(await response.json()).toMatchObject({ accepted: true, hook_id: "site" });
  });

  it("knows a repeat at each hook by itself", async () => {
    const world = makeWorld([githubHook("site"), githubHook("docs"), routeTo(["site", "docs"])]);
    const headers = githubHeaders(BODY);
    await send(world, "/hooks/site", { body: BODY, headers });

    const first = (await (await post(world, headers)).json()) as Answer;
    const second = (await (await post(world, headers)).json()) as Answer;

    expect(first.deliveries).toMatchObject([
      { hook_id: "site", duplicate: true },
      { hook_id: "docs" },
    ]);
    expect(first.deliveries[1]).not.toHaveProperty("duplicate");
    expect(second.deliveries.map(({ duplicate }) => duplicate)).toEqual([true, true]);
    expect(hooksOf(world)).toEqual(["site", "docs"]);
  });

  it("takes each hook's own way to prove oneself", async () => {
    const world = makeWorld([githubHook("site"), bearerHook("notes"), routeTo(["site", "notes"])]);

    expect((await post(world, bearer())).status).toBe(202);
    expect((await post(world)).status).toBe(202);

    expect(hooksOf(world)).toEqual(["notes", "site"]);
  });

  it("answers with the status that means success to the sender of the first that has it", async () => {
    const world = makeWorld([
      {
        fields: { id: "flow", title: "f", mode: "wake", source: "linear" },
        secrets: { secret: SECRET },
      },
      bearerHook("notes"),
      routeTo(["flow", "notes"]),
    ]);
    const body = { webhookTimestamp: world.clock.now() };
    const signature = createHmac("sha256", SECRET).update(JSON.stringify(body)).digest("hex");

    const response = await post(world, { "linear-signature": signature }, body);

    expect(response.status).toBe(200);
    expect(hooksOf(world)).toEqual(["flow"]);
  });
});

describe("a request that a route refuses", () => {
  it("reads 401 where it proves itself to no hook, with each hook's word for the owner", async () => {
    const world = makeWorld([other("site"), bearerHook("notes"), routeTo(["site", "notes"])]);

    expect(await errorOf(await post(world))).toEqual([401, "unauthorized"]);
    expect(world.accepted).toEqual([]);
    const [event] = world.events;
    expect(event).toMatchObject({ type: "refused", hookId: "all", code: "unauthorized" });
    expect(JSON.stringify(event)).toMatch(/signature.*;.*authorization/i);
    expect(JSON.stringify(world.events) + JSON.stringify(world.logged)).not.toContain(OTHER);
  });

  it("reads 404 where none of its hooks is there, and 401 where one is", async () => {
    const world = makeWorld([routeTo(["gone", "away"])]);
    expect(await errorOf(await post(world))).toEqual([404, "hook_not_found"]);

    world.settings = makeSettings([other("site"), routeTo(["gone", "site"])]);
    expect(await errorOf(await post(world))).toEqual([401, "unauthorized"]);
  });

  it("reads 403 where all that it proves itself to are off, 401 where it proves itself to none", async () => {
    const off = { enabled: false };
    const world = makeWorld([githubHook("site", off), other("shop"), routeTo(["site", "shop"])]);
    expect(await errorOf(await post(world))).toEqual([403, "hook_disabled"]);

    world.settings = makeSettings([
      other("site", off),
      other("shop", off),
      routeTo(["site", "shop"]),
    ]);
    expect(await errorOf(await post(world))).toEqual([401, "unauthorized"]);

    world.settings = makeSettings([
      githubHook("site", off),
      githubHook("docs"),
      routeTo(["site", "docs"]),
    ]);
    expect((await post(world)).status).toBe(202);
    expect(hooksOf(world)).toEqual(["docs"]);
  });

  it("reads 403 where the route is off, whatever its hooks say", async () => {
    const world = makeWorld([githubHook("site"), routeTo(["site"], { enabled: false })]);

    expect(await errorOf(await post(world))).toEqual([403, "hook_disabled"]);
    expect(world.accepted).toEqual([]);
  });

  it("reads 503 where the entry, or a hook that may be meant, was never valid", async () => {
    const world = makeWorld([githubHook("site"), { ...routeTo(["site"]), state: "invalid" }]);
    expect(await errorOf(await post(world))).toEqual([503, "hook_invalid"]);

    const broken: HookEntry = { ...githubHook("shop"), state: "invalid" };
    world.settings = makeSettings([other("site"), broken, routeTo(["site", "shop"])]);
    expect(await errorOf(await post(world))).toEqual([503, "hook_invalid"]);

    // A wrong entry takes nothing from the good ones.
    world.settings = makeSettings([githubHook("site"), broken, routeTo(["site", "shop"])]);
    expect((await post(world)).status).toBe(202);
  });

  it("reads 415, 413 and 400 where every hook says so", async () => {
    const world = makeWorld([githubHook("site"), bearerHook("notes"), routeTo(["site", "notes"])]);
    const typed = await send(world, "/hooks/all", { headers: { "content-type": "text/xml" } });
    const large = await post(world, bearer(), `{"a":"${"x".repeat(26 * 1024 * 1024)}"}`);
    const broken = await post(world, bearer(), "{");

    expect(await errorOf(typed)).toEqual([415, "content_type_must_be_json"]);
    expect(await errorOf(large)).toEqual([413, "body_too_large"]);
    expect(await errorOf(broken)).toEqual([400, "invalid_json"]);
  });

  it("reads 401 alike for all, where hooks are not to be found out", async () => {
    const uniform = { uniform_refusals: true };
    const world = makeWorld([other("site"), routeTo(["site"])], uniform);
    const unknown = await errorOf(await send(world, "/hooks/nobody", { body: BODY }));

    for (const entries of [
      [other("site"), routeTo(["site"])],
      [routeTo(["gone"])],
      [githubHook("site"), routeTo(["site"], { enabled: false })],
      [other("site", { enabled: false }), routeTo(["site"])],
    ]) {
      world.settings = makeSettings(entries, uniform);
      const response = await post(world);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      expect(await errorOf(response)).toEqual(unknown);
    }
  });

  it("is told to come with a bearer token where its first hook asks for one", async () => {
    const world = makeWorld([bearerHook("notes"), routeTo(["notes"])]);

    const response = await send(world, "/hooks/all", { body: BODY });

    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  });

  it("takes POST only, questions apart", async () => {
    const world = makeWorld([githubHook("site"), routeTo(["site"])]);

    const response = await send(world, "/hooks/all", { method: "GET" });

    expect(await errorOf(response)).toEqual([405, "method_not_allowed"]);
    expect(response.headers.get("allow")).toContain("POST");
  });
});

describe("success of a route", () => {
  it("is said only where every hook that it proves itself to has the delivery", async () => {
    const world = makeWorld([githubHook("site"), githubHook("docs"), routeTo(["site", "docs"])]);
    world.refuseWith = ({ hookId }) => {
      if (hookId === "docs") throw new WakehookError("queue_full", "10 deliveries wait already");
    };
    const headers = githubHeaders(BODY);

    const first = await post(world, headers);
    expect(first.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await errorOf(first)).toEqual([503, "queue_full"]);
    expect(hooksOf(world)).toEqual(["site"]);
    expect(world.offered).toHaveLength(1);

    world.refuseWith = null;
    const second = (await (await post(world, headers)).json()) as Answer;
    expect(second.deliveries).toMatchObject([
      { hook_id: "site", duplicate: true },
      { hook_id: "docs" },
    ]);
    expect(hooksOf(world)).toEqual(["site", "docs"]);
  });

  it("is not said of a body that the hooks which it proves itself to cannot read", async () => {
    const sns: HookEntry = {
      fields: {
        id: "form",
        title: "f",
        mode: "wake",
        verify: {
          kind: "static",
          signature: [{ header: "authorization" }],
          key: "utf8",
          credential: "bearer",
        },
      },
      secrets: { secret: "t0ken-of-the-test-hook" },
    };
    const world = makeWorld([bearerHook("notes"), sns, routeTo(["notes", "form"])]);

    // A list is no object: neither generic hook takes it, and both had proved the sender.
    expect(await errorOf(await post(world, bearer(), "[1]"))).toEqual([400, "body_must_be_object"]);
    expect((await post(world, bearer())).status).toBe(202);
    expect(hooksOf(world)).toEqual(["notes", "form"]);
  });

  it("survives a fault of ours at one hook: what the others have is offered", async () => {
    const world = makeWorld([githubHook("site"), githubHook("docs"), routeTo(["site", "docs"])]);
    Object.defineProperty(world.settings.hooks.get("docs" as HookId), "secrets", {
      get: () => {
        throw new Error("a fault of ours");
      },
    });

    expect(await errorOf(await post(world))).toEqual([503, "storage_unavailable"]);
    expect(hooksOf(world)).toEqual(["site"]);
    expect(world.offered).toHaveLength(1);
  });
});

describe("limits of a route", () => {
  it("count a verified request at each hook that it proves itself to", async () => {
    const world = makeWorld(
      [githubHook("site"), githubHook("docs"), other("shop"), routeTo(["site", "docs", "shop"])],
      { requests_per_minute: 2 },
    );
    await send(world, "/hooks/docs", { body: BODY, headers: githubHeaders(BODY) });
    expect((await post(world)).status).toBe(202);

    // docs has had two, site one: docs refuses, so the sender comes again, and site knows the repeat.
    const headers = githubHeaders(BODY);
    expect(await errorOf(await post(world, headers))).toEqual([429, "rate_limited"]);
    world.clock.move(62_000);
    const again = (await (await post(world, headers)).json()) as Answer;

    expect(again.deliveries).toMatchObject([
      { hook_id: "site", duplicate: true },
      { hook_id: "docs" },
    ]);
  });

  it("count one refusal per request, against the route", async () => {
    const world = makeWorld([other("site"), other("shop"), routeTo(["site", "shop"])], {
      failures_per_minute: 2,
    });
    const codes = [];
    for (let at = 0; at < 3; at += 1) codes.push((await post(world)).status);
    const own = await send(world, "/hooks/site", { body: BODY, headers: githubHeaders(BODY) });

    expect(codes).toEqual([401, 401, 429]);
    expect(own.status).toBe(401);
  });

  it("let a body be as large as its largest hook takes, and each hook take only its own", async () => {
    const large = { text: "x".repeat(24 * 1024 * 1024) };
    const world = makeWorld([bearerHook("notes"), githubHook("site"), routeTo(["notes", "site"])]);
    const headers = { ...githubHeaders(large), ...bearer() };

    const response = await post(world, headers, large);

    expect(response.status).toBe(202);
    expect(hooksOf(world)).toEqual(["site"]);
    expect(await errorOf(await post(world, bearer(), large))).toEqual([401, "unauthorized"]);
  });
});

describe("a question to a route", () => {
  it("is answered by the first hook whose sender asks it, and makes no delivery", async () => {
    const slack: HookEntry = {
      fields: { id: "slack", title: "s", mode: "wake", source: "slack" },
      secrets: { secret: SECRET },
    };
    const world = makeWorld([
      githubHook("site"),
      githubHook("docs"),
      slack,
      routeTo(["site", "docs", "slack"]),
    ]);
    const ping = { zen: "Keep it logically awesome." };

    const pinged = await post(world, githubHeaders(ping, { event: "ping" }), ping);

    expect(pinged.status).toBeLessThan(300);
    expect(world.accepted).toEqual([]);
    expect(world.events).toMatchObject([{ type: "handshake", hookId: "site" }]);
  });

  it("takes no delivery from a hook that knows it as an event", async () => {
    const challenge = { type: "url_verification", challenge: "c1", token: "t" };
    const slack: HookEntry = {
      fields: { id: "slack", title: "s", mode: "wake", source: "slack" },
      secrets: { secret: SECRET },
    };
    const world = makeWorld([slack, bearerHook("notes"), routeTo(["slack", "notes"])]);
    const at = String(Math.floor(world.clock.now() / 1000));
    const signature = createHmac("sha256", SECRET)
      .update(`v0:${at}:${JSON.stringify(challenge)}`)
      .digest("hex");
    const signed = { "x-slack-request-timestamp": at, "x-slack-signature": `v0=${signature}` };

    const response = await post(world, { ...signed, ...bearer() }, challenge);

    expect(await response.text()).toContain("c1");
    expect(hooksOf(world)).toEqual(["notes"]);
    expect(world.offered).toHaveLength(1);
  });
});

describe("the owner's test event to a route", () => {
  it("goes to every hook that is on, marked as a test", async () => {
    const world = makeWorld([
      other("site"),
      githubHook("docs", { enabled: false }),
      bearerHook("notes"),
      routeTo(["site", "docs", "notes"]),
    ]);

    const response = await world.ingress.submitTest("all" as HookId, Buffer.from("{}"), []);

    expect(response.status).toBe(202);
    expect(world.accepted.map(({ hookId, origin }) => [hookId, origin])).toEqual([
      ["site", "test"],
      ["notes", "test"],
    ]);
  });
});

describe("a reload while requests are under way", () => {
  it("lets each request end under the settings that it began with", async () => {
    const world = makeWorld([githubHook("site"), githubHook("docs"), routeTo(["site", "docs"])]);
    const before = post(world);
    world.settings = makeSettings([githubHook("docs"), routeTo(["docs"])]);
    const after = post(world);

    const answers = await Promise.all([before, after].map(async (one) => (await one).json()));

    expect(answers.map((answer) => (answer as Answer).deliveries.length)).toEqual([2, 1]);
    expect(hooksOf(world).toSorted()).toEqual(["docs", "docs", "site"]);
  });
});
