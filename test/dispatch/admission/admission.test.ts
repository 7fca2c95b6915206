import { expect, it } from "vitest";
import type { DeliveryId, HookId } from "../../../src/core/records/ids.ts";
import { aDelivery, deliveryId, LIMITS } from "../../ledger/temp-ledger.ts";
import { openWorld, runningIds, startedWorld, type World } from "../world.ts";

/** How often the ledger is asked from here on. */
function countQuestions({ ledger }: World): () => number {
  const ask = ledger.runsBetween.bind(ledger);
  let questions = 0;
  ledger.runsBetween = (...given) => {
    questions += 1;
    return ask(...given);
  };
  return () => questions;
}

it("asks the ledger once about an entity, however many of its deliveries come while one runs", async () => {
  const world = await startedWorld({ a: {} });
  const first = await world.post("a", { entity: "octo/site#1" });
  const questions = countQuestions(world);
  for (let count = 0; count < 20; count += 1) await world.post("a", { entity: "octo/site#1" });
  expect(questions()).toBe(1);
  expect(runningIds(world)).toEqual([first]);
});

it("counts anew when a run has started, so that the fuse blows at once", async () => {
  const world = await startedWorld({ a: { fuse: { runs: 2, within_seconds: 60 } } });
  const post = (): Promise<DeliveryId> => world.post("a", { entity: "octo/site#1" });
  await post();
  const second = await post();
  expect(world.get(second).state).toBe("queued");
  await world.going[0]?.end();
  expect(runningIds(world)).toEqual([second]);
  expect(world.get(await post())).toMatchObject({ state: "held", status: "held:paused" });
});

it("lets what was salvaged from a damaged database wait for the owner's word", async () => {
  const world = openWorld();
  world.putHook("a");
  await world.ledger.accept(aDelivery(1, { hookId: "a" as HookId }), LIMITS);
  const hold = { status: "held:salvaged", reason: null, until: null, expiresAt: null } as const;
  world.ledger.hold(deliveryId(1), hold);
  await world.dispatcher.start();
  await world.reload(() => {});
  expect(world.get(deliveryId(1)).status).toBe("held:salvaged");

  await world.dispatcher.release(deliveryId(1));
  await world.settle();
  expect(runningIds(world)).toEqual([deliveryId(1)]);
});

it("asks again before it starts: what came under the fuse may be over it now", async () => {
  const world = await startedWorld({ a: { fuse: { runs: 1, within_seconds: 60 } } });
  const both = [
    await world.accept("a", { entity: "octo/site#1" }),
    await world.accept("a", { entity: "octo/site#1" }),
  ];
  await world.settle();
  expect(runningIds(world)).toEqual([both[0]]);
  await world.going[0]?.end();
  expect(world.going).toEqual([]);
  expect(both.map((id) => world.get(id).status)).toEqual(["success", "held:paused"]);
});
