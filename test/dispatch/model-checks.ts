// What must hold of a dispatcher whatever happened: asked after every step, and at the moment of every start.

import { expect } from "vitest";
import { BUDGET_HOUR_MS } from "../../src/core/admission/budget.ts";
import { dayOf, dayStart } from "../../src/core/admission/calendar.ts";
import type { Delivery } from "../../src/core/records/delivery.ts";
import type { Run } from "../../src/core/records/run.ts";
import type { HeldStatus } from "../../src/core/records/status.ts";
import { isStatus } from "../../src/core/records/status.ts";
import { entityPauseName } from "../../src/core/admission/pause.ts";
import type { Known } from "./model-steps.ts";
import type { World } from "./world.ts";

/** Nothing is lost, the ledger and the memory agree, and no more runs than may. */
export function checkAll({ world, accepted, faults }: Known): void {
  if (faults.length > 0) throw faults[0];
  const rows = accepted.map((id) => world.get(id));
  for (const row of rows) checkRow(world, row);
  const count = (state: string): number => rows.filter((row) => row.state === state).length;
  expect(world.dispatcher.counts()).toEqual({
    running: count("running"),
    queued: count("queued"),
    held: count("held"),
  });
  const going = world.going.map(({ request }) => request.delivery.id);
  expect(new Set(going)).toEqual(
    new Set(rows.filter(({ state }) => state === "running").map(({ id }) => id)),
  );
  expect(new Set(going).size).toBe(going.length);
  for (const [id, { hook }] of world.hooks) {
    const running = rows.filter((row) => row.hookId === id && row.state === "running");
    expect(running.length).toBeLessThanOrEqual(hook?.maxConcurrent ?? 0);
    // What is queued and not put off waits for a slot: nothing else.
    const idle = rows.filter(
      (row) =>
        row.hookId === id && row.state === "queued" && (row.notBefore ?? 0) <= world.clock.now(),
    );
    if (running.length < (hook?.maxConcurrent ?? 0) && world.going.length < 4)
      expect(idle).toEqual([]);
  }
}

function checkRow(world: World, row: Delivery): void {
  const { state, status } = row;
  if (state === "queued" || state === "running") expect(status).toBeNull();
  else expect(isStatus(status ?? "")).toBe(true);
  if (state === "held") expect(status).toMatch(/^held:/);
  if (state === "done") expect(status).not.toMatch(/^held:/);
  if (row.mergedInto === null) return;
  expect(status).toBe("skipped:coalesced");
  expect(row.mergedInto > row.id).toBe(true);
  expect(world.get(row.mergedInto).entity).toBe(row.entity);
}

/** A run starts: nothing may speak against it at this moment. */
export function checkStart(world: World, run: Run): void {
  const row = world.get(run.deliveryId);
  const speaksAgainst = against(world, row);
  expect({ id: row.id, speaksAgainst }).toEqual({ id: row.id, speaksAgainst: [] });
  expect(row.causedBy === null || row.origin === "replay").toBe(true);
  const last = world.ledger.runs({ deliveryId: row.id }).find(({ id }) => id !== run.id);
  if (last === undefined) return;
  // It ran before: only what the owner wants tried again, or what had not begun, runs again.
  const isRetry = last.status === "error:timeout" && row.attempts <= 2;
  const hadNotBegun = /^error:(?:limit|auth|overloaded)_claude$/.test(last.status ?? "");
  expect({ last: last.status, runsAgain: isRetry || hadNotBegun }).toMatchObject({
    runsAgain: true,
  });
}

function against(world: World, row: Delivery): string[] {
  const { hookId, entity, waived, origin } = row;
  const loaded = world.hooks.get(hookId);
  const hook = loaded?.hook ?? null;
  if (hook === null || loaded?.state !== "valid") return ["invalid"];
  if (!hook.enabled) return ["disabled"];
  const pauses = world.dispatcher.pauses();
  const isPaused = (kind: string, name: string): boolean =>
    pauses.some((pause) => pause.kind === kind && pause.name === name);
  const says = (status: HeldStatus, doesHold: boolean): string[] =>
    doesHold && !waived.includes(status) ? [status] : [];
  const agent = says("held:agent", hook.mode === "cron_task" && isPaused("provider", "claude"));
  if (origin === "replay") return agent;
  return [
    ...agent,
    ...says("held:quiet_hours", hook.quietStart !== undefined && isNoon(world.clock.now())),
    ...says(
      "held:paused",
      isPaused("all", "all") ||
        isPaused("hook", hookId) ||
        (entity !== null && isPaused("entity", entityPauseName(hookId, entity))),
    ),
    ...says("held:budget", isOverBudget(world, row)),
    ...says("held:approval", hook.approval === "always"),
  ];
}

function isNoon(at: number): boolean {
  const hour = new Date(at).getUTCHours();
  return hour >= 12 && hour < 14;
}

/** The run that starts is counted already. */
function isOverBudget({ ledger, hooks, clock }: World, { hookId }: Delivery): boolean {
  const { runsPerDay, runsPerHour } = hooks.get(hookId)?.hook?.budget ?? {};
  const now = clock.now();
  const more = ledger.allowance(hookId, dayOf(now, "UTC")).runs;
  const today = ledger.spendingSince(hookId, dayStart(now, "UTC")).runs;
  const hour = ledger.spendingSince(hookId, now - BUDGET_HOUR_MS).runs;
  return today > (runsPerDay ?? Infinity) + more || hour > (runsPerHour ?? Infinity) + more;
}
