import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Passage } from "../../src/core/records/passage.ts";
import {
  bearer,
  bearerHook,
  githubHeaders,
  githubHook,
  makeWorld,
  NOW,
  SECRET,
  send,
} from "./world.ts";

const DAY_MS = 86_400_000;

function brought(change: Partial<Passage> = {}): Passage {
  return { via: "tunnel:home", ref: "relay/site/1", agoMs: 0, proven: false, ...change };
}

function stripeHook() {
  return {
    fields: { id: "pay", title: "pay", mode: "wake", source: "stripe" },
    secrets: { secret: SECRET },
  };
}

/** A body of Stripe's, signed so long before now. */
function stripeEvent(agoMs: number) {
  const body = JSON.stringify({ id: "evt_1", type: "charge.failed", data: { object: {} } });
  const at = Math.floor((NOW - agoMs) / 1000);
  const signature = createHmac("sha256", SECRET).update(`${at}.${body}`).digest("hex");
  return { body, headers: { "stripe-signature": `t=${at},v1=${signature}` } };
}

describe("a request that was brought", () => {
  it("is kept with who brought it, what they call it, and when its sender sent it", async () => {
    const world = makeWorld();
    const passage = brought({ agoMs: 3_600_000 });

    const answer = await send(world, "/hooks/notes", { headers: bearer(), passage });

    expect(answer.status).toBe(202);
    expect(world.accepted).toMatchObject([
      { via: "tunnel:home", viaRef: "relay/site/1", sentAt: NOW - 3_600_000, receivedAt: NOW },
    ]);
  });

  it("has waited no longer than anybody keeps requests, whatever is said", async () => {
    const world = makeWorld();
    const passage = brought({ agoMs: Number.MAX_SAFE_INTEGER });

    await send(world, "/hooks/notes", { headers: bearer(), passage });

    expect(world.accepted).toMatchObject([{ sentAt: NOW - 31 * DAY_MS }]);
  });

  it("leaves a request by our own socket without these", async () => {
    const world = makeWorld();

    await send(world, "/hooks/notes", { headers: bearer() });

    const [{ via, viaRef, sentAt } = {}] = world.accepted;
    expect({ via, viaRef, sentAt }).toEqual({});
  });

  it("is known when it is brought again, though its sender gave it no id", async () => {
    const world = makeWorld();
    const sent = { headers: bearer(), passage: brought() };

    const answers = [
      await send(world, "/hooks/notes", sent),
      await send(world, "/hooks/notes", sent),
      await send(world, "/hooks/notes", { ...sent, passage: brought({ ref: "relay/site/2" }) }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(world.offered.map(({ outcome }) => outcome.kind)).toEqual([
      "accepted",
      "duplicate",
      "accepted",
    ]);
  });

  it("is the one that came by our own socket where its sender's id says so", async () => {
    const world = makeWorld();
    const headers = githubHeaders({}, { id: "guid-of-both" });
    await send(world, "/hooks/site", { headers });

    await send(world, "/hooks/site", { headers, passage: brought() });

    expect(world.offered.map(({ outcome }) => outcome.kind)).toEqual(["accepted", "duplicate"]);
  });

  it("proves itself as any other does", async () => {
    const world = makeWorld();

    const answer = await send(world, "/hooks/notes", {
      headers: bearer("wrong"),
      passage: brought(),
    });

    expect(answer.status).toBe(401);
    expect(world.accepted).toEqual([]);
  });

  it("need not where who brought it has proved it; a hook that is off takes it no more than another", async () => {
    const world = makeWorld([githubHook("site"), githubHook("off", { enabled: false })]);
    const passage = brought({ via: "repair", proven: true });

    const taken = await send(world, "/hooks/site", {
      headers: { "x-github-event": "issues" },
      passage,
    });
    const refused = await send(world, "/hooks/off", { passage });

    expect([taken.status, refused.status]).toEqual([202, 403]);
  });

  it("is neither counted nor held up by the limits: who brings it has counted it", async () => {
    const world = makeWorld([bearerHook("notes")], {
      requests_per_minute: 1,
      failures_per_minute: 1,
    });
    const statuses: number[] = [];

    for (const number of [1, 2, 3]) {
      const passage = brought({ ref: `relay/notes/${number}` });
      const wrong = await send(world, "/hooks/notes", { headers: bearer("wrong"), passage });
      const right = await send(world, "/hooks/notes", { headers: bearer(), passage });
      statuses.push(wrong.status, right.status);
    }

    expect(statuses).toEqual([401, 202, 401, 202, 401, 202]);
  });
});

describe("the time in a signature", () => {
  it("is checked as of when its sender handed it over", async () => {
    const world = makeWorld([stripeHook()]);
    const threeDays = stripeEvent(3 * DAY_MS);

    const direct = await send(world, "/hooks/pay", threeDays);
    const waited = await send(world, "/hooks/pay", {
      ...threeDays,
      passage: brought({ agoMs: 3 * DAY_MS }),
    });

    expect([direct.status, waited.status]).toEqual([401, 200]);
  });

  it("is too old after the days for which repeats are known, whoever says that it waited", async () => {
    const world = makeWorld([stripeHook()]);
    const eightDays = { ...stripeEvent(8 * DAY_MS), passage: brought({ agoMs: 8 * DAY_MS }) };

    expect((await send(world, "/hooks/pay", eightDays)).status).toBe(401);
  });

  it("does not go into the future by a word of who brings it", async () => {
    const world = makeWorld([stripeHook()]);
    const ahead = { ...stripeEvent(-DAY_MS), passage: brought({ agoMs: -DAY_MS }) };

    expect((await send(world, "/hooks/pay", ahead)).status).toBe(401);
  });
});
