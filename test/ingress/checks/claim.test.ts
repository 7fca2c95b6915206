import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fingerprint } from "../../../src/core/secrets/fingerprint.ts";
import {
  bearer,
  bearerHook,
  githubHeaders,
  githubHook,
  makeWorld,
  NOW,
  send,
  TOKEN,
} from "../world.ts";

const DAY_MS = 86_400_000;
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

async function delivered(
  fields: Record<string, unknown>,
  headers: Record<string, string> = {},
  body: unknown = { a: 1 },
) {
  const world = makeWorld([bearerHook("notes", fields)]);
  await send(world, "/hooks/notes", { headers: { ...bearer(), ...headers }, body });
  const [delivery] = world.accepted;
  if (delivery === undefined) throw new Error("nothing was accepted");
  return delivery;
}

describe("a hook that makes tasks", () => {
  const task = { auto_assign: true };

  it("keeps what the delivery is as a task", async () => {
    const { task: made } = await delivered(
      task,
      {},
      {
        title: "A button",
        text: "It does nothing.",
      },
    );

    expect(made).toEqual({ title: "A button", description: "It does nothing.", tags: [] });
    expect((await delivered({})).task).toBeNull();
  });

  it("keeps no secret in a title", async () => {
    const made = await delivered(task, {}, { title: `use ${TOKEN}` });

    expect(JSON.stringify(made.task)).not.toContain(TOKEN);
    expect(made.task?.title).toMatch(/^use fingerprint:/);
  });
});

describe("claims", () => {
  it("has the sender's id and a digest of what is signed, for their times", async () => {
    const world = makeWorld([githubHook("site")], { dedupe_days: 3 });
    const body = '{"action":"opened"}';
    await send(world, "/hooks/site", { headers: githubHeaders(body, { id: "abc" }), body });

    expect(world.accepted[0]?.claims).toEqual([
      { key: "id:abc", expiresAt: NOW + 3 * DAY_MS },
      { key: `digest:${sha256(body)}`, expiresAt: NOW + 3_600_000 },
    ]);
    expect(world.accepted[0]?.redelivers).toBe(true);
  });

  it("recognises a captured request under another id", async () => {
    const world = makeWorld();
    await send(world, "/hooks/site", { headers: githubHeaders({ a: 1 }), body: { a: 1 } });
    const replayed = await send(world, "/hooks/site", {
      headers: githubHeaders({ a: 1 }),
      body: { a: 1 },
    });

    expect(await replayed.json()).toMatchObject({ duplicate: true });
  });

  it("has none for a generic sender without an id: equal events may be meant", async () => {
    expect((await delivered({})).claims).toEqual([]);
  });

  it.each(["idempotency-key", "webhook-id"])("takes the id of %s", async (header) => {
    expect((await delivered({}, { [header]: "k 1" })).claims).toMatchObject([
      { key: `id:sha256:${sha256("k 1")}` },
    ]);
    expect((await delivered({}, { [header]: "k1" })).claims).toMatchObject([{ key: "id:k1" }]);
  });

  it("keeps a long id as its hash", async () => {
    const id = "x".repeat(201);

    expect((await delivered({}, { "webhook-id": id })).claims).toMatchObject([
      { key: `id:sha256:${sha256(id)}` },
    ]);
  });

  it("follows the hook's own dedupe", async () => {
    const fields = { dedupe: { key: "{{order.id}}-{{$headers.x-n}}", digest_seconds: 60 } };
    const body = JSON.stringify({ order: { id: 7 } });

    expect((await delivered(fields, { "x-n": "2" }, body)).claims).toEqual([
      { key: "id:7-2", expiresAt: NOW + 7 * DAY_MS },
      { key: `digest:${sha256(body)}`, expiresAt: NOW + 60_000 },
    ]);
    expect((await delivered(fields, {}, body)).claims).toHaveLength(1);
    expect((await delivered({ dedupe: { key: "always" } })).claims).toEqual([]);
    const off = makeWorld([githubHook("site", { dedupe: { digest_seconds: 0 } })]);
    await send(off, "/hooks/site", { headers: githubHeaders({}) });
    expect(off.accepted[0]?.claims).toHaveLength(1);
  });
});

describe("a delivery", () => {
  it("carries what is known of it", async () => {
    const world = makeWorld([githubHook("site", { priority: "high" })]);
    const body = {
      action: "opened",
      issue: { number: 42 },
      repository: { full_name: "octo/site" },
    };
    await send(world, "/hooks/site?x=1", { headers: githubHeaders(body), body });

    expect(world.accepted[0]).toMatchObject({
      id: expect.stringMatching(/^dlv_/) as string,
      hookId: "site",
      source: "github",
      origin: "sender",
      event: "issues.opened",
      entity: "octo/site#42",
      receivedAt: NOW,
      remoteAddress: "192.0.2.1",
      method: "POST",
      path: "/hooks/site?x=1",
      contentType: "application/json",
      priority: "high",
    });
  });

  it("has no entity where a value is missing, and that of the hook's own template", async () => {
    expect((await delivered({})).entity).toBeNull();
    expect((await delivered({ entity: "n-{{a}}" })).entity).toBe("n-1");
    expect((await delivered({ entity: "n-{{b}}" })).entity).toBeNull();
  });
});

describe("what is kept", () => {
  it("holds no secret of the hook, where its sender repeats it in the body", async () => {
    const token = "a-token-of-the-hook-itself";
    const world = makeWorld([{ ...bearerHook("notes"), secrets: { token } }]);
    const secrets = {
      headers: { authorization: `Bearer ${token}` },
      body: { secret: token, a: 1 },
    };
    await send(world, "/hooks/notes", secrets);

    const [delivery] = world.accepted;
    expect(Buffer.from(delivery?.body ?? []).toString()).toBe(
      `{"secret":"${fingerprint(token)}","a":1}`,
    );
    expect(JSON.stringify(delivery?.headers)).not.toContain(token);
  });
});
