import { describe, expect, it } from "vitest";
import { WakehookError } from "../../src/core/records/errors.ts";
import type { HookId } from "../../src/core/records/ids.ts";
import {
  bearer,
  bearerHook,
  bytesOf,
  errorOf,
  githubHeaders,
  makeSettings,
  makeWorld,
  send,
  TOKEN,
  type World,
} from "./world.ts";

const notes = "notes" as HookId;
const site = "site" as HookId;

describe("accepting", () => {
  it("answers 202 with the hook and the delivery after the ledger has it, and offers it", async () => {
    const world = makeWorld();

    const answer = await send(world, "/hooks/notes", { headers: bearer(), body: { a: 1 } });

    const id = world.accepted[0]?.id;
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ accepted: true, hook_id: "notes", delivery_id: id });
    expect(world.offered).toEqual([{ id, outcome: { kind: "accepted", deliveryId: id } }]);
  });

  it("answers a repeat with success, duplicate and the first id, and tells who watches", async () => {
    const world = makeWorld();
    const headers = githubHeaders({ a: 1 });
    const first = await send(world, "/hooks/site", { headers, body: { a: 1 } });
    const again = await send(world, "/hooks/site", { headers, body: { a: 1 } });

    const { delivery_id: id } = (await first.json()) as { delivery_id: string };
    expect(again.status).toBe(202);
    expect(await again.json()).toEqual({
      accepted: true,
      hook_id: "site",
      delivery_id: id,
      duplicate: true,
    });
    expect(world.events).toMatchObject([{ type: "duplicate", hookId: "site", deliveryId: id }]);
    expect(world.offered).toHaveLength(2);
  });

  it("keeps the promise of a 202 when the offer fails", async () => {
    const world = makeWorld();
    world.onOffer = () => {
      throw new Error("dispatch is broken");
    };

    const answer = await send(world, "/hooks/notes", { headers: bearer() });

    expect(answer.status).toBe(202);
    expect(world.logged).toMatchObject([{ level: "debug" }, { level: "error" }]);
  });

  it("takes headers as they arrived, repeated ones apart, and stores no credential", async () => {
    const world = makeWorld();
    const rawHeaders = ["Content-Type", "application/json", "X-A", "1", "x-a", "2"];

    await send(world, "/hooks/notes?page=2&api-key=hidden", {
      rawHeaders: [...rawHeaders, "Authorization", `Bearer ${TOKEN}`],
    });

    const [delivery] = world.accepted;
    expect(delivery?.headers.slice(0, 3)).toEqual([
      ["content-type", "application/json"],
      ["x-a", "1"],
      ["x-a", "2"],
    ]);
    expect(delivery?.path).toMatch(/^\/hooks\/notes\?page=2&api-key=fingerprint:[0-9a-f]{12}$/);
    expect(JSON.stringify([delivery, world.events, world.logged])).not.toContain(TOKEN);
  });

  it("keeps the raw bytes of the body", async () => {
    const world = makeWorld();
    const body =
      ' {"a": 1e400, "a": "\\ud800", "__proto__": {"x": 1}, "n": 12345678901234567890}\n';

    await send(world, "/hooks/notes", { headers: bearer(), body });

    expect(Buffer.from(world.accepted[0]?.body ?? []).toString()).toBe(body);
  });
});

describe("trouble of our own", () => {
  it.each([
    ["queue_full", new WakehookError("queue_full", "10 wait already"), "queue_full"],
    ["a full disk", new WakehookError("storage_unavailable", "no space"), "storage_unavailable"],
    ["a surprise", new TypeError("x is not a function"), "storage_unavailable"],
  ])(
    "answers 503 with Retry-After on %s, and does not count it against the sender",
    async (_, error, code) => {
      const world = makeWorld(undefined, { failures_per_minute: 1 });
      world.refuseWith = () => {
        throw error;
      };

      const answers: Response[] = [];
      for (let n = 0; n < 3; n++)
        answers.push(await send(world, "/hooks/notes", { headers: bearer() }));
      world.refuseWith = null;
      const recovered = await send(world, "/hooks/notes", { headers: bearer() });

      for (const answer of answers) {
        expect(await errorOf(answer)).toEqual([503, code]);
        expect(answer.headers.get("retry-after")).toBe("30");
      }
      expect(recovered.status).toBe(202);
    },
  );

  it("answers 503 and never rejects when the settings cannot be read", async () => {
    const world = makeWorld();
    Object.defineProperty(world, "settings", {
      get() {
        throw new Error("settings are broken");
      },
    });

    const answer = await send(world, "/hooks/notes", { headers: bearer() });

    expect(await errorOf(answer)).toEqual([503, "storage_unavailable"]);
  });

  it("answers 503 to everything once it is stopped", async () => {
    const world = makeWorld();
    world.ingress.stop();

    const answers = [
      await send(world, "/hooks/notes", { headers: bearer() }),
      await send(world, "/health", { method: "GET" }),
      await world.ingress.submitTest(notes, bytesOf({}), []),
    ];

    for (const answer of answers) expect(await errorOf(answer)).toEqual([503, "shutting_down"]);
  });
});

describe("other paths and methods", () => {
  it.each([
    ["GET", 200, '{"status":"ok"}'],
    ["HEAD", 200, ""],
    ["POST", 405, '{"error":"method_not_allowed"}'],
  ])("answers %s /health with %i", async (method, status, body) => {
    const answer = await send(makeWorld(), "/health", { method });

    expect([answer.status, await answer.text()]).toEqual([status, body]);
  });

  it.each(["/", "/hooks", "/hooks/", "/hooks/a/b", "/hooks/notes/", "/health/x", "//hooks/notes"])(
    "answers 404 on %s",
    async (path) => {
      expect(await errorOf(await send(makeWorld(), path, { headers: bearer() }))).toEqual([
        404,
        "not_found",
      ]);
    },
  );

  it.each(["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])(
    "answers 405 with Allow to %s on a hook, known or not, and counts no failure",
    async (method) => {
      const world = makeWorld(undefined, { failures_per_minute: 1 });
      for (const path of ["/hooks/notes", "/hooks/missing", "/hooks/site", "/hooks/notes"]) {
        const answer = await send(world, path, { method });
        expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
      }
      expect((await send(world, "/hooks/notes", { headers: bearer("no") })).status).toBe(401);
    },
  );

  it.each([
    "..%2f..%2fetc%2fpasswd",
    "a%00b",
    "%zz",
    "NOTES",
    "__proto__",
    "n".repeat(65),
    "%F0%9F",
  ])("knows no hook called %s", async (id) => {
    expect(await errorOf(await send(makeWorld(), `/hooks/${id}`))).toEqual([404, "hook_not_found"]);
  });
});

describe("a refusal", () => {
  it("tells the sender the code alone, and the owner the reason", async () => {
    const world = makeWorld();

    const answer = await send(world, "/hooks/site", {
      headers: githubHeaders({}, { secret: "another" }),
    });

    expect(await answer.text()).toBe('{"error":"unauthorized"}');
    expect(world.events).toMatchObject([
      {
        type: "refused",
        hookId: "site",
        code: "unauthorized",
        remoteAddress: "192.0.2.1",
        reason: expect.stringMatching(/signature/) as string,
      },
    ]);
    expect(world.logged).toMatchObject([{ level: "warn", message: "request refused" }]);
  });

  it("asks for a bearer token where a bearer token is what is wanted", async () => {
    const world = makeWorld();

    const ofBearer = await send(world, "/hooks/notes");
    const ofGithub = await send(world, "/hooks/site");

    expect(ofBearer.headers.get("www-authenticate")).toBe("Bearer");
    expect(ofGithub.headers.get("www-authenticate")).toBeNull();
  });

  it("fills neither the log nor the watchers' screens, whatever the rate", async () => {
    const world = makeWorld();
    for (let n = 0; n < 500; n++) await send(world, "/hooks/missing");
    world.clock.move(1000);
    await send(world, "/hooks/missing");

    expect(world.logged).toHaveLength(21);
    expect(world.logged.at(-1)?.fields).toMatchObject({ suppressed: 480 });
    expect(world.events).toHaveLength(101);
  });
});

describe("a test event", () => {
  const lastOf = (world: World) => world.accepted.at(-1);

  it("goes through the chain without authentication, with origin test", async () => {
    const world = makeWorld();

    const answer = await world.ingress.submitTest(site, bytesOf({ action: "opened" }), [
      ["X-GitHub-Event", "issues"],
    ]);

    expect(answer.status).toBe(202);
    expect(lastOf(world)).toMatchObject({
      origin: "test",
      event: "issues.opened",
      hookId: "site",
      redelivers: false,
    });
  });

  it("is refused by the other checks like any request", async () => {
    const world = makeWorld([bearerHook("notes"), bearerHook("off", { enabled: false })]);
    const submit = (id: string, body: unknown, type = "application/json") =>
      world.ingress.submitTest(id as HookId, bytesOf(body), [["content-type", type]]).then(errorOf);

    expect(await submit("notes", {}, "text/plain")).toEqual([415, "content_type_must_be_json"]);
    expect(await submit("notes", "{")).toEqual([400, "invalid_json"]);
    expect(await submit("notes", new Uint8Array(2_000_000))).toEqual([413, "body_too_large"]);
    expect(await submit("missing", {})).toEqual([404, "hook_not_found"]);
    expect(await submit("off", {})).toEqual([403, "hook_disabled"]);
  });

  it("never makes the real event a duplicate, and can be repeated", async () => {
    const world = makeWorld();
    const headers = Object.entries(githubHeaders({ a: 1 }, { id: "same" }));
    const test = () => world.ingress.submitTest(site, bytesOf({ a: 1 }), headers.slice(0, 1));

    await test();
    await test();
    await world.ingress.submitTest(site, bytesOf({ a: 1 }), headers);
    await send(world, "/hooks/site", { headers: Object.fromEntries(headers), body: { a: 1 } });

    expect(world.accepted.map(({ origin }) => origin)).toEqual(["test", "test", "test", "sender"]);
  });
});

describe("a body that comes as a stream", () => {
  function stream(chunks: readonly string[], end: "close" | "error" | "stall"): ReadableStream {
    let next = 0;
    return new ReadableStream({
      pull(controller) {
        const chunk = chunks[next++];
        if (chunk !== undefined) controller.enqueue(Buffer.from(chunk));
        else if (end === "close") controller.close();
        else if (end === "error") controller.error(new Error("gone"));
        else return new Promise(() => {});
        return undefined;
      },
    });
  }
  function post(world: World, body: ReadableStream): Promise<Response> {
    const headers = { "content-type": "application/json", ...bearer() };
    const request = new Request("http://relay/hooks/notes", {
      method: "POST",
      headers,
      body,
      duplex: "half",
    });
    return world.ingress.fetch(request, { remoteAddress: "192.0.2.1" });
  }

  it("is read whole", async () => {
    const world = makeWorld();

    expect((await post(world, stream(['{"a"', ":1}"], "close"))).status).toBe(202);
    expect(Buffer.from(world.accepted[0]?.body ?? []).toString()).toBe('{"a":1}');
  });

  it("is bounded while it streams", async () => {
    const world = makeWorld();
    world.settings = makeSettings([bearerHook("notes")], { max_body_bytes: 1024 });
    const endless = stream(
      Array.from({ length: 1000 }, () => "x".repeat(100)),
      "stall",
    );

    expect(await errorOf(await post(world, endless))).toEqual([413, "body_too_large"]);
  });

  it("is refused when it breaks off", async () => {
    expect(await errorOf(await post(makeWorld(), stream(["{"], "error")))).toEqual([
      408,
      "body_timeout",
    ]);
  });
});
