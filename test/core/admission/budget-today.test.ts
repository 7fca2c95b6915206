import { describe, expect, it } from "vitest";
import { gatherBudget, onceMore, wireBudget } from "../../../src/core/admission/budget-today.ts";
import { Hook } from "../../../src/core/settings/hook.ts";

const NOW = Date.parse("2026-11-21T12:30:00Z");
const hook = (budget?: Record<string, number>) =>
  Hook.parse({ id: "site", title: "Site", mode: "wake", ...(budget && { budget }) });

describe("gatherBudget", () => {
  it("asks for the last hour, and for the day as the owner's clock has it", () => {
    const since: number[] = [];
    const days: string[] = [];
    const facts = gatherBudget(
      {
        spendingSince: (_, at) => ({ runs: since.push(at), firstAt: null, usd: 0 }),
        allowance: (_, day) => ({ runs: days.push(day), usd: 2 }),
      },
      hook().id,
      { now: NOW, timezone: "Asia/Tokyo" },
    );

    expect(since).toEqual([NOW - 3_600_000, Date.parse("2026-11-20T15:00:00Z")]);
    expect(days).toEqual(["2026-11-21"]);
    expect(facts).toMatchObject({
      hour: { runs: 1 },
      today: { runs: 2 },
      allowance: { runs: 1, usd: 2 },
      dayEnd: Date.parse("2026-11-21T15:00:00Z"),
    });
  });
});

describe("wireBudget", () => {
  const facts = {
    hour: { runs: 1, firstAt: NOW, usd: 0.5 },
    today: { runs: 3, firstAt: NOW, usd: 1.5 },
    allowance: { runs: 1, usd: 0 },
    dayEnd: NOW + 1000,
  };

  it("shows what is spent against the limits, and what was added", () => {
    expect(wireBudget(hook({ runs_per_day: 2, usd_per_day: 2 }), facts)).toEqual({
      hook_id: "site",
      limits: { runs_per_hour: null, runs_per_day: 2, usd_per_day: 2 },
      runs_this_hour: 1,
      runs_today: 3,
      usd_today: 1.5,
      allowance: { runs: 1, usd: 0 },
      reached: "runs_per_day",
      reason: "over runs_per_day: 3 of 3 runs today",
      frees_at: NOW + 1000,
    });
  });

  it("reaches nothing where there is no limit", () => {
    expect(wireBudget(hook(), facts)).toMatchObject({ reached: null, frees_at: null });
  });
});

describe("onceMore", () => {
  it.each([
    [
      { runs_per_day: 20, runs_per_hour: 3 },
      { runs: 3, usd: 0 },
    ],
    [
      { runs_per_day: 20, usd_per_day: 1.5 },
      { runs: 20, usd: 1.5 },
    ],
    [{ usd_per_day: 4 }, { runs: 0, usd: 4 }],
  ])("of %j is %j", (budget, more) => {
    const { budget: read } = hook(budget);

    expect(read && onceMore(read)).toEqual(more);
  });
});
