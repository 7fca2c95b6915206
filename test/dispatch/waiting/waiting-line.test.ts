import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PriorityName } from "../../../src/core/settings/hook.ts";
import type { DeliveryId, HookId } from "../../../src/core/records/ids.ts";
import {
  createWaitingLine,
  placeOf,
  type Waiting,
} from "../../../src/dispatch/waiting/waiting-line.ts";

const RANKS: readonly PriorityName[] = ["critical", "high", "medium", "low"];

function waiting(id: string, more: Partial<Waiting> = {}): Waiting {
  return {
    id: id as DeliveryId,
    hookId: "hook" as HookId,
    event: null,
    entity: null,
    origin: "sender",
    priority: "medium",
    receivedAt: 0,
    sentAt: 0,
    attempts: 0,
    notBefore: null,
    burstSince: null,
    expiresAt: null,
    waived: [],
    permission: null,
    causedBy: null,
    merged: 0,
    arrival: 0,
    arrivedAt: more.receivedAt ?? 0,
    place: placeOf(more.priority ?? "medium", more.receivedAt ?? 0),
    ...more,
  };
}

/** Takes the first of all heads, again and again. */
function drain(line: ReturnType<typeof createWaitingLine>): string[] {
  const order: string[] = [];
  for (let [first] = line.heads(); first !== undefined; [first] = line.heads()) {
    order.push(first.id);
    line.remove(first.id);
  }
  return order;
}

describe("the waiting line", () => {
  it("gives out by priority, then by arrival, then in the order of coming, whatever the hooks", () => {
    const entry = fc.record({
      hookId: fc.constantFrom("a", "b", "c").map((id) => id as HookId),
      priority: fc.constantFrom(...RANKS),
      arrival: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), (entries) => {
        const line = createWaitingLine();
        const all = entries.map((more, index) => waiting(String(index), more));
        for (const each of all) line.add(each);

        const order = drain(line).map((id) => all[Number(id)]);

        const key = (each: Waiting | undefined) =>
          RANKS.indexOf(each?.priority ?? "low") * 10 + (each?.arrival ?? 0);
        expect(order.map(key)).toEqual(all.map(key).toSorted((a, b) => a - b));
        for (const hook of ["a", "b", "c"]) {
          const own = order.filter((each) => each?.hookId === hook);
          const stable = own.toSorted((a, b) => key(a) - key(b) || Number(a?.id) - Number(b?.id));
          expect(own).toEqual(stable);
        }
      }),
    );
  });

  it("lets the least urgent be overtaken for an hour and a half, and no longer", () => {
    const MINUTE_MS = 60_000;
    const line = createWaitingLine();
    line.add(waiting("low", { priority: "low" }));
    for (const minute of [0, 30, 89, 90, 91])
      line.add(
        waiting(`critical ${minute}`, {
          priority: "critical",
          receivedAt: minute * MINUTE_MS,
          arrival: minute + 1,
        }),
      );

    expect(drain(line)).toEqual([
      "critical 0",
      "critical 30",
      "critical 89",
      "low",
      "critical 90",
      "critical 91",
    ]);
  });

  it("takes an entry once, and knows what it has", () => {
    const line = createWaitingLine();
    line.add(waiting("x"));
    line.add(waiting("x", { priority: "low" }));

    expect(line.size).toBe(1);
    expect(line.ids()).toEqual(["x"]);
    expect(line.get("x" as DeliveryId)?.priority).toBe("medium");
    expect(line.remove("x" as DeliveryId)?.id).toBe("x");
    expect(line.remove("x" as DeliveryId)).toBeNull();
    expect(line.heads()).toEqual([]);
    expect(line.size).toBe(0);
  });
});
