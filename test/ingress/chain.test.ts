import { describe, expect, it } from "vitest";
import { Hook } from "../../src/core/settings/hook.ts";
import {
  bearer,
  bearerHook,
  errorOf,
  githubHeaders,
  githubHook,
  makeSettings,
  makeWorld,
  send,
  type Sent,
} from "./world.ts";

describe("the order of the answers", () => {
  it("refuses a request that is wrong in every way by the first check; mended there, by the next, until 202", async () => {
    const world = makeWorld([bearerHook("off", { enabled: false }), bearerHook("notes")], {
      failures_per_minute: 1,
      max_body_bytes: 1024,
    });
    const large = `not json ${"x".repeat(2000)}`;
    const wrong = { headers: { "content-type": "text/xml" }, body: large, ...bearer("wrong") };
    await send(world, "/hooks/missing", { ...wrong, from: "192.0.2.9" });
    const typed = { "content-type": "application/json" };
    const steps: Array<[string, Sent]> = [
      ["/hooks/missing", { ...wrong, from: "192.0.2.9" }],
      ["/hooks/missing", wrong],
      ["/hooks/missing", { headers: typed, body: large }],
      ["/hooks/missing", { headers: typed, body: "not json" }],
      ["/hooks/missing", { headers: typed, body: "[]" }],
      ["/hooks/missing", { headers: typed, body: {} }],
      ["/hooks/off", { headers: typed, body: {} }],
      ["/hooks/notes", { headers: { ...typed, ...bearer("wrong") }, body: {} }],
      ["/hooks/notes", { headers: { ...typed, ...bearer() }, body: {} }],
    ];

    const answers: Array<[number, string]> = [];
    for (const [n, [path, sent]] of steps.entries())
      answers.push(await errorOf(await send(world, path, { from: `198.51.100.${n}`, ...sent })));

    expect(answers).toEqual([
      [429, "rate_limited"],
      [415, "content_type_must_be_json"],
      [413, "body_too_large"],
      [400, "invalid_json"],
      [400, "body_must_be_object"],
      [404, "hook_not_found"],
      [403, "hook_disabled"],
      [401, "unauthorized"],
      [202, undefined],
    ]);
    expect(world.accepted).toHaveLength(1);
  });

  it("checks the signature before the body is parsed, and still answers 400 before 401", async () => {
    const world = makeWorld();

    const signed = await send(world, "/hooks/site", {
      body: "{broken",
      headers: githubHeaders("{broken"),
    });
    const unsigned = await send(world, "/hooks/site", {
      body: "{broken",
      headers: githubHeaders("{other"),
    });

    expect(await errorOf(signed)).toEqual([400, "invalid_json"]);
    expect(await errorOf(unsigned)).toEqual([400, "invalid_json"]);
  });

  it("does not parse a body above max_body_bytes for a sender who did not prove itself", async () => {
    const world = makeWorld(undefined, { max_body_bytes: 1024 });
    const broken = `{broken ${"x".repeat(2000)}`;

    const answer = await send(world, "/hooks/site", {
      body: broken,
      headers: githubHeaders(broken, { secret: "another" }),
    });

    expect(await errorOf(answer)).toEqual([401, "unauthorized"]);
  });
});

describe("rate limits", () => {
  it("turns every refusal into 429 over failures_per_minute, and lets a proven request pass", async () => {
    const world = makeWorld(undefined, { failures_per_minute: 3 });
    const bad = { headers: bearer("wrong") };
    const statuses: number[] = [];
    for (let n = 0; n < 5; n++) statuses.push((await send(world, "/hooks/notes", bad)).status);
    const proven = await send(world, "/hooks/notes", { headers: bearer() });
    const other = await send(world, "/hooks/notes", { ...bad, from: "192.0.2.2" });
    const mapped = await send(world, "/hooks/notes", { ...bad, from: "::ffff:192.0.2.1" });
    world.clock.move(61_000);
    const later = await send(world, "/hooks/notes", bad);

    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect([proven.status, other.status, mapped.status, later.status]).toEqual([
      202, 401, 429, 401,
    ]);
    expect(Number(mapped.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("counts made-up hooks under one key per address", async () => {
    const world = makeWorld(undefined, { failures_per_minute: 2 });

    const statuses: number[] = [];
    for (let n = 0; n < 3; n++) statuses.push((await send(world, `/hooks/made-up-${n}`)).status);

    expect(statuses).toEqual([404, 404, 429]);
  });

  it("turns proven requests away over requests_per_minute of their hook, with Retry-After", async () => {
    const world = makeWorld(undefined, { requests_per_minute: 2 });
    const answers: Response[] = [];
    for (let n = 0; n < 3; n++)
      answers.push(await send(world, "/hooks/notes", { headers: bearer() }));
    const unproven = await send(world, "/hooks/notes", { headers: bearer("wrong") });
    const otherHook = await send(world, "/hooks/site", { headers: githubHeaders({}) });

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 429]);
    expect(Number(answers[2]?.headers.get("retry-after"))).toBeGreaterThan(50);
    expect([unproven.status, otherHook.status]).toEqual([401, 202]);
  });
});

describe("uniform_refusals", () => {
  const world = () =>
    makeWorld([bearerHook("notes"), githubHook("site"), bearerHook("off", { enabled: false })], {
      uniform_refusals: true,
      max_body_bytes: 1024,
    });
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const cases: Array<[string, Sent]> = [
    ["an object", {}],
    ["a form", { headers: form, body: "payload=%7B%7D" }],
    ["a body over max_body_bytes", { body: { text: "x".repeat(3000) } }],
    ["no JSON", { body: "{" }],
    ["no content type that is known", { headers: { "content-type": "text/xml" } }],
    ["another method", { method: "GET" }],
  ];

  it.each(cases)("reads alike for unknown, disabled and unproven with %s", async (_, sent) => {
    const answers: string[] = [];
    for (const path of ["/hooks/missing", "/hooks/off", "/hooks/notes", "/hooks/site"]) {
      const answer = await send(world(), path, sent);
      answers.push(
        JSON.stringify([
          answer.status,
          await answer.text(),
          [...answer.headers].map(String).sort((a, b) => a.localeCompare(b)),
        ]),
      );
    }

    expect(new Set(answers).size).toBe(1);
  });

  it("tells the owner the true reason", async () => {
    const uniform = world();

    const answer = await send(uniform, "/hooks/off");

    expect(await errorOf(answer)).toEqual([401, "unauthorized"]);
    expect(uniform.events).toMatchObject([{ type: "refused", code: "hook_disabled" }]);
  });

  it("gives hooks no budgets of their own that would tell them from unknown ones", async () => {
    const uniform = makeWorld(undefined, { uniform_refusals: true, failures_per_minute: 1 });

    const first = await send(uniform, "/hooks/missing");
    const second = await send(uniform, "/hooks/notes");

    expect([first.status, second.status]).toEqual([401, 429]);
  });
});

describe("hooks with an entry that is wrong", () => {
  it("answers 503 with Retry-After for one that was never valid", async () => {
    const world = makeWorld([{ ...bearerHook("broken"), state: "invalid" }]);

    const answer = await send(world, "/hooks/broken", { headers: bearer() });

    expect(await errorOf(answer)).toEqual([503, "hook_invalid"]);
    expect(answer.headers.get("retry-after")).toBe("300");
  });

  it("accepts for a stale one with its last valid authentication", async () => {
    const world = makeWorld([{ ...bearerHook("stale"), state: "stale" }]);

    const right = await send(world, "/hooks/stale", { headers: bearer() });
    const wrong = await send(world, "/hooks/stale", { headers: bearer("wrong") });

    expect([right.status, wrong.status]).toEqual([202, 401]);
  });

  it("follows a reload at the next request", async () => {
    const world = makeWorld([]);
    const before = await send(world, "/hooks/notes", { headers: bearer() });

    world.settings = makeSettings([bearerHook("notes")]);

    expect(before.status).toBe(404);
    expect((await send(world, "/hooks/notes", { headers: bearer() })).status).toBe(202);
  });

  it("refuses hooks whose source it does not know", async () => {
    const world = makeWorld([bearerHook("odd", { source: "nobody" })]);

    expect((await send(world, "/hooks/odd", { headers: bearer() })).status).toBe(503);
    expect(Hook.parse(bearerHook("odd", { source: "nobody" }).fields).source).toBe("nobody");
  });
});
