// When nothing could be received lately, and whether what was missed was asked for.

import type { Gap, Repair } from "../../core/records/gap.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { CommandContext } from "../command.ts";
import { gapWords, repairsOf, repairWords } from "../gaps/gap-lines.ts";
import { readLedger } from "../records/open-ledger.ts";
import { ok, type Finding } from "./finding.ts";

const DAY_MS = 86_400_000;
const SHOWN = 3;
/** A restart is no news. */
const SHORT_MS = 60_000;

/** One finding for each of the last gaps, and one for each repair that is stuck. */
export async function checkGaps(
  { paths, clock }: Pick<CommandContext, "paths" | "clock">,
  { hooks, config }: Pick<SettingsSnapshot, "hooks" | "config">,
): Promise<Finding[]> {
  const now = clock.now();
  const found = await readLedger(paths, ({ gaps }) => ({
    gaps: gaps.gaps(50),
    repairs: gaps.repairs({ limit: 100 }),
  }));
  const { gaps = [], repairs = [] } = found ?? {};
  const repairing = [...hooks.values()].filter(({ hook }) => hook?.repair !== undefined);
  const recent = gaps.filter((gap) => isNews(gap, now)).slice(0, SHOWN);
  const stuck = repairs.filter(({ endedAt, word }) => endedAt === null && word !== null);
  const findings = [
    ...recent.map((gap) => gapFinding(gap, repairs, { now, canRepair: repairing.length > 0 })),
    ...stuck.map((repair) => stuckFinding(repair, now)),
  ];
  if (config.safeMode && repairing.length > 0)
    findings.push({
      check: "gaps",
      level: "note",
      message: "safe_mode is on: senders are not asked for what was missed",
    });
  return findings.length > 0 ? findings : [ok("gaps", "nothing of the last day was missed")];
}

function isNews({ beganAt, endedAt }: Gap, now: number): boolean {
  const end = endedAt ?? now;
  return now - end < DAY_MS && end - beganAt >= SHORT_MS;
}

function gapFinding(
  gap: Gap,
  repairs: readonly Repair[],
  { now, canRepair }: { readonly now: number; readonly canRepair: boolean },
): Finding {
  const done = repairsOf(gap, repairs).map((repair) => repairWords(repair, now));
  const message = [gapWords(gap, now), ...done].join("; ");
  if (gap.endedAt === null) return { check: "gaps", level: "warning", message };
  if (canRepair) return { check: "gaps", level: "note", message };
  const hint = "a hook's field repair asks its sender for what was missed: docs/gaps.md";
  return { check: "gaps", level: "note", message, hint };
}

function stuckFinding(repair: Repair, now: number): Finding {
  const hint = `once that is mended it goes on by itself; at once: wakehook repair ${repair.hookId}`;
  return { check: "gaps", level: "warning", message: repairWords(repair, now), hint };
}
