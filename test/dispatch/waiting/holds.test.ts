import { expect, it } from "vitest";
import type { DeliveryId, HookId } from "../../../src/core/records/ids.ts";
import { createHolds } from "../../../src/dispatch/waiting/holds.ts";
import type { Waiting } from "../../../src/dispatch/waiting/waiting-line.ts";

const HOOK = "site" as HookId;

function entry(id: string): Waiting {
  return { id: id as DeliveryId, hookId: HOOK, entity: null } as Waiting;
}

it("knows whether anything of a hook is held for a reason, through changes and ends", () => {
  const holds = createHolds();
  const quiet = (): boolean => holds.hasAny(HOOK, "held:quiet_hours");
  expect(quiet()).toBe(false);
  holds.keep(entry("a"), "held:quiet_hours");
  holds.keep(entry("b"), "held:quiet_hours");
  holds.keep(entry("a"), "held:paused");
  expect(holds.hasAny("other" as HookId, "held:quiet_hours")).toBe(false);
  expect(quiet()).toBe(true);
  holds.drop("b" as DeliveryId);
  expect(holds.drop("b" as DeliveryId)).toBeNull();
  expect(quiet()).toBe(false);
  expect(holds.hasAny(HOOK, "held:paused")).toBe(true);
  expect(holds.size).toBe(1);
});
