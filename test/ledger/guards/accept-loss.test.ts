import { existsSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { acceptLoss } from "../../../src/ledger/guards/accept-loss.ts";
import { inspectLedger } from "../../../src/ledger/guards/inspect.ts";
import { DAMAGES, deadHome } from "../damage.ts";
import {
  aDelivery,
  LIMITS,
  ledgerPaths,
  manualClock,
  tempFolder,
  tempLedger,
} from "../temp-ledger.ts";

it.each(DAMAGES)("lets the owner go on with $name", async ({ harm, state }) => {
  const home = await deadHome();
  const paths = ledgerPaths(home);
  harm(home);
  const inspection = inspectLedger(paths);
  expect(inspection.state).toBe(state);
  expect(inspection.problems).not.toEqual([]);
  expect(inspection.waysOn.join(" ")).toContain("--accept-loss");

  const { kept, folder } = acceptLoss(paths, manualClock());

  expect(kept).toBe(state === "lost");
  expect(readdirSync(folder)).toContain("wakehook.watermark");
  const ledger = tempLedger(home).open();
  if (kept) expect(ledger.waitingCount()).toBeGreaterThanOrEqual(5);
  else expect(ledger.waitingCount()).toBe(0);
  await ledger.accept(aDelivery(50), LIMITS);
  ledger.close();
  expect(inspectLedger(paths)).toMatchObject({ state: "sound", problems: [] });
});

it("refuses to set aside a ledger that is well, or is not there", async () => {
  const home = await deadHome();
  for (const folder of [home, tempFolder()]) {
    expect(() => acceptLoss(ledgerPaths(folder), manualClock())).toThrow(
      expect.objectContaining({ code: "refused" }),
    );
  }
  expect(existsSync(ledgerPaths(home).backupsFolder)).toBe(false);
});
