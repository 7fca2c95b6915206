import { describe, expect, it } from "vitest";
import type { HookId } from "../../../src/core/records/ids.ts";
import type { LedgerPort } from "../../../src/core/ports/ledger-port.ts";
import { openForReading } from "../../../src/ledger/file/connection.ts";
import {
  aDelivery,
  deliveryId,
  HOOK,
  LIMITS,
  runId,
  START,
  startedRun,
  tempLedger,
} from "../temp-ledger.ts";

const OTHER = "other" as HookId;

/** A run that starts at START + number; ends 10 ms later where it has a cost. */
async function aRun(
  ledger: LedgerPort,
  number: number,
  { costUsd, hookId = HOOK }: { costUsd?: number | null; hookId?: HookId },
): Promise<void> {
  await ledger.accept(aDelivery(number, { hookId }), LIMITS);
  ledger.startRun({ ...startedRun(number, deliveryId(number)), startedAt: START + number });
  if (costUsd === undefined) return;
  const outcome = { status: "success", costUsd: costUsd ?? undefined } as const;
  ledger.finishRun(runId(number), outcome, START + number + 10, { kind: "done" }, []);
}

describe("what a hook's runs have cost", () => {
  it("counts those started since an instant, that one included, of this hook", async () => {
    const ledger = tempLedger().open();
    await aRun(ledger, 1, { costUsd: 1 });
    await aRun(ledger, 2, { costUsd: 0.25 });
    await aRun(ledger, 3, { costUsd: null });
    await aRun(ledger, 4, {});
    await aRun(ledger, 5, { costUsd: 9, hookId: OTHER });

    expect(ledger.spendingSince(HOOK, START + 2)).toStrictEqual({
      runs: 3,
      firstAt: START + 2,
      usd: 0.25,
    });
    expect(ledger.spendingSince(HOOK, 0)).toMatchObject({ runs: 4, usd: 1.25 });
  });

  it("is nothing where no run has started", () => {
    const ledger = tempLedger().open();
    expect(ledger.spendingSince(HOOK, 0)).toStrictEqual({ runs: 0, firstAt: null, usd: 0 });
  });

  it("is asked of an index", async () => {
    const { open, paths } = tempLedger();
    await aRun(open(), 1, {});
    const connection = openForReading(paths.database);
    const plan = connection.all<{ detail: string }>(
      "EXPLAIN QUERY PLAN SELECT count(*), sum(cost_usd) FROM runs WHERE hook_id = ? AND started_at >= ?",
      ["a", 1],
    );
    connection.close();
    expect(plan.map(({ detail }) => detail).join()).toContain("runs_by_start");
  });
});

describe("the last cost", () => {
  it("is of the run that ended last and told one", async () => {
    const ledger = tempLedger().open();
    await aRun(ledger, 1, {});
    await aRun(ledger, 2, { costUsd: 0.5 });
    await aRun(ledger, 3, { costUsd: null });
    await aRun(ledger, 4, { costUsd: 7, hookId: OTHER });
    expect(ledger.lastCostUsd(HOOK)).toBe(0.5);

    ledger.finishRun(runId(1), { status: "success", costUsd: 0 }, START + 99, { kind: "done" }, []);
    expect(ledger.lastCostUsd(HOOK)).toBe(0);
  });

  it("is unknown where no run told one", async () => {
    const ledger = tempLedger().open();
    await aRun(ledger, 1, { costUsd: null });
    expect(ledger.lastCostUsd(HOOK)).toBeNull();
  });
});

describe("what the owner allowed", () => {
  it("adds up for one hook and one day, over a restart", () => {
    const { open } = tempLedger();
    const ledger = open();
    ledger.allow(HOOK, "2026-01-31", { runs: 5, usd: 0 });
    ledger.allow(HOOK, "2026-01-31", { runs: 2, usd: 1.5 });
    ledger.allow(HOOK, "2026-02-01", { runs: 1, usd: 0 });
    ledger.allow(OTHER, "2026-01-31", { runs: 0, usd: 9 });
    ledger.close();

    expect(open().allowance(HOOK, "2026-01-31")).toStrictEqual({ runs: 7, usd: 1.5 });
  });

  it("is nothing on any other day", () => {
    const ledger = tempLedger().open();
    expect(ledger.allowance(HOOK, "2026-01-30")).toStrictEqual({ runs: 0, usd: 0 });
  });
});
