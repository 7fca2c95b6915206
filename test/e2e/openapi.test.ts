// The OpenAPI document against a daemon that has really done something: its rows, runs, chats and events.

import { expect, it } from "vitest";
import { ADMIN_ROUTES, type RouteName } from "../../src/admin/routes/routes.ts";
import { faultsOfResponse, type Document } from "../admin/openapi/described.ts";
import { faultsOf } from "../admin/openapi/faults.ts";
import { aHook, createHome, type LiveDaemon } from "./daemon-home.ts";
import { ended, held, SWITCHED_ON, TARGETS } from "./endings.ts";

const HOOKS = [
  aHook("works", { budget: { runs_per_day: 50 }, dependency: "one-at-a-time" }),
  aHook("breaks", { to: ["broken"] }),
  aHook("asks", { approval: "always" }),
  aHook("plans", { auto_assign: false, task: { tags: ["planned"] } }),
  aHook("talks", { to: null, prompt_template: "Say what happened." }),
];
const CONFIG = { ...SWITCHED_ON, targets: TARGETS, agents: { provider: "example" } };

/** One of each: in time, failed, waiting, merged by nothing, spoken about. */
async function live(): Promise<{ daemon: LiveDaemon; ids: readonly string[] }> {
  const home = await createHome({ hooks: HOOKS, config: CONFIG });
  const daemon = await home.start();
  const post = async (hook: string) => (await daemon.post(hook, { title: "A title" })).id;
  const done = [await post("works"), await post("breaks"), await post("talks")];
  const waiting = [await post("asks"), await post("plans")];
  for (const id of done) await ended(home, daemon, id);
  for (const id of waiting) await held(home, daemon, id);
  await daemon.post("nobody");
  await daemon.admin("POST", "/pauses", { kind: "hook", name: "breaks", for_seconds: 60 });
  return { daemon, ids: [...done, ...waiting] };
}

type Lists = Readonly<Record<string, ReadonlyArray<{ readonly id: string | number }>>>;

it("describes what a live daemon answers and tells", { timeout: 30_000 }, async () => {
  const { daemon, ids } = await live();
  const get = (path: string) => daemon.admin("GET", path);
  const listOf = async (path: string) =>
    Object.values((await (await get(path)).json()) as Lists)[0] ?? [];
  const document = (await (await get("/openapi.json")).json()) as Document;
  const { schemas } = document.components;
  const named = {
    showHook: HOOKS.map(({ id }) => String(id)),
    showBudget: ["works", "breaks"],
    showDelivery: ids.map((id) => `${id}?content=1`),
    previewDelivery: ids.slice(0, 1),
    showRun: (await listOf("/runs")).map(({ id }) => id),
    showOutboxEntry: (await listOf("/outbox")).map(({ id }) => id),
    showConversation: (await listOf("/conversations")).map(({ id }) => id),
    showMessage: (await listOf("/messages")).map(({ id }) => id),
  };
  const faults: string[] = [];
  const check = async (name: RouteName, path: string) => {
    const found = await faultsOfResponse(document, name, await get(path));
    faults.push(...found.map((fault) => `${name}: ${fault}`));
  };

  for (const [name, { method, path }] of Object.entries(ADMIN_ROUTES) as Array<
    [RouteName, (typeof ADMIN_ROUTES)[RouteName]]
  >) {
    const short = path.replace("/api/v1", "");
    const isPlain = method === "GET" && path.startsWith("/api/v1") && !path.includes(":id");
    // Looks at the whole machine, or never ends.
    if (isPlain && name !== "doctor" && name !== "watch") await check(name, short);
    for (const id of Object.hasOwn(named, name) ? named[name as keyof typeof named] : [])
      await check(name, short.replace(":id", String(id)));
  }
  for (const event of daemon.seen)
    faults.push(...faultsOf(event, schemas["StreamEvent"] ?? {}, schemas));

  expect(faults).toEqual([]);
  for (const found of Object.values(named)) expect(found).not.toEqual([]);
  const told = new Set(daemon.seen.map(({ type }) => type));
  expect([...told]).toEqual(
    expect.arrayContaining(["delivery", "run", "report", "message", "turn", "refused", "pause"]),
  );
});
