import { expect, it } from "vitest";
import { bearer, bearerHook, errorOf, makeWorld, send } from "./world.ts";

const PROXY = "10.0.0.1";
const behind = { trusted_proxies: ["10.0.0.0/8"], failures_per_minute: 2 };

function refused(world: ReturnType<typeof makeWorld>, from: string, forwarded: string) {
  return send(world, "/hooks/notes", { from, headers: { "x-forwarded-for": forwarded } });
}

it("keeps the sender's address that a trusted proxy tells", async () => {
  const world = makeWorld([bearerHook("notes")], behind);
  const headers = { ...bearer(), "x-forwarded-for": "6.6.6.6, 192.0.2.7" };

  await send(world, "/hooks/notes", { from: PROXY, headers });
  await send(world, "/hooks/notes", { from: "198.51.100.1", headers });

  expect(world.accepted.map(({ remoteAddress }) => remoteAddress)).toEqual([
    "192.0.2.7",
    "198.51.100.1",
  ]);
});

it("counts refusals by the sender behind a trusted proxy", async () => {
  const world = makeWorld([bearerHook("notes")], behind);
  for (let at = 0; at < 2; at++) await refused(world, PROXY, "192.0.2.7");

  expect(await errorOf(await refused(world, PROXY, "192.0.2.7"))).toEqual([429, "rate_limited"]);
  expect(await errorOf(await refused(world, PROXY, "192.0.2.8"))).toEqual([401, "unauthorized"]);
});

it("gives nobody a budget of his own for a header that he wrote himself", async () => {
  const world = makeWorld([bearerHook("notes")], behind);
  for (let at = 0; at < 2; at++) await refused(world, "198.51.100.1", `192.0.2.${at}`);

  const more = await refused(world, "198.51.100.1", "192.0.2.99");

  expect(await errorOf(more)).toEqual([429, "rate_limited"]);
  expect(world.events.map((event) => event.type === "refused" && event.remoteAddress)).toEqual(
    Array.from({ length: 3 }, () => "198.51.100.1"),
  );
});

it("leaves the address that somebody tells who brings a request", async () => {
  const world = makeWorld([bearerHook("notes")], behind);
  const passage = { via: "tunnel:home", ref: "r/notes/1", agoMs: 0, proven: false } as const;
  const headers = { ...bearer(), "x-forwarded-for": "6.6.6.6" };

  await send(world, "/hooks/notes", { from: PROXY, headers, passage });

  expect(world.accepted[0]?.remoteAddress).toBe(PROXY);
});

it("follows the settings when they change", async () => {
  const world = makeWorld([bearerHook("notes")]);
  const headers = { ...bearer(), "x-forwarded-for": "192.0.2.7" };
  await send(world, "/hooks/notes", { from: PROXY, headers });
  world.settings = makeWorld([bearerHook("notes")], behind).settings;
  await send(world, "/hooks/notes", { from: PROXY, headers });

  expect(world.accepted.map(({ remoteAddress }) => remoteAddress)).toEqual([PROXY, "192.0.2.7"]);
});
