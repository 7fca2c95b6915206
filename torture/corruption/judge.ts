// A harmed ledger comes in; what is said of it, and what is left of the promises, goes out.

import { hash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import type { DeliveryId } from "../../src/core/records/ids.ts";
import { WakehookError } from "../../src/core/records/errors.ts";
import type { LedgerPort } from "../../src/core/ports/ledger-port.ts";
import { inspectLedger } from "../../src/ledger/guards/inspect.ts";
import { openLedger } from "../../src/ledger/open.ts";
import { repairLedger } from "../../src/ledger/guards/repair.ts";
import { systemClock } from "../../src/system/clock.ts";
import type { HomePaths } from "../../src/system/home.ts";
import type { Promised } from "./dead-home.ts";

/** What happened. */
export interface Judged {
  /** `doctor` says so, or the start is refused. */
  readonly noticed: boolean;
  /** The daemon would start with it. */
  readonly starts: boolean;
  /**
   * It starts, and these are gone without a word (neither at the start, nor from doctor, nor at their use), or are
   * handed out altered, whatever doctor says.
   */
  readonly silentlyLost: number;
}

/** What a repair made of it. */
export interface JudgedRepair {
  readonly salvaged: number;
  /** Promised, and neither there with its bytes nor counted as lost. */
  readonly unaccounted: number;
  /** There, and not held or ended although it is not known whether it ran. */
  readonly loose: number;
  readonly fault: string | null;
}

/** Looks at it as doctor and a start do. */
export function judge(paths: HomePaths, promised: Promised): Judged {
  const isSaid = isReported(paths);
  let ledger: LedgerPort;
  try {
    ledger = openLedger({ paths, clock: systemClock });
  } catch {
    return { noticed: true, starts: false, silentlyLost: 0 };
  }
  try {
    const fates = [...promised].map(([id, digest]) => fateOf(ledger, id, digest));
    const gone = fates.filter((fate) => fate === "gone").length;
    const altered = fates.filter((fate) => fate === "altered").length;
    const isFound = fates.includes("refused");
    const silentlyLost = altered + (isSaid ? 0 : gone);
    return { noticed: isSaid || isFound, starts: true, silentlyLost };
  } finally {
    ledger.close();
  }
}

/** Repairs it, and looks again. */
export function judgeRepair(paths: HomePaths, promised: Promised): JudgedRepair {
  try {
    const { report } = repairLedger(paths, systemClock);
    const { state, problems } = inspectLedger(paths);
    if (state !== "sound" || problems.length > 0) throw new Error(problems.join("; "));
    const ledger = openLedger({ paths, clock: systemClock });
    try {
      const fates = [...promised].map(([id, digest]) => fateOf(ledger, id, digest));
      const whole = fates.filter((fate) => fate === "whole").length;
      const { lost } = report;
      const counted = lost.deliveries.count + lost.bodies.count + lost.bodiless;
      const loose = report.statesInDoubt ? ledger.waiting().filter(isLoose).length : 0;
      const unaccounted = Math.max(0, promised.size - whole - counted);
      return { salvaged: whole, unaccounted, loose, fault: null };
    } finally {
      ledger.close();
    }
  } catch (thrown) {
    const isRefused = thrown instanceof WakehookError && thrown.code === "refused";
    const fault = isRefused ? null : String(thrown);
    return { salvaged: isRefused ? promised.size : 0, unaccounted: 0, loose: 0, fault };
  }
}

/** The control: what SQLite by itself says of the same files. */
export function judgeBare({ database }: HomePaths, promised: Promised): Judged {
  try {
    using open = new DatabaseSync(database);
    const check = open.prepare("PRAGMA integrity_check").get();
    const noticed = check?.["integrity_check"] !== "ok";
    const find = open.prepare(
      "SELECT body FROM deliveries JOIN contents USING (sequence) WHERE id = ?",
    );
    const lost = [...promised].filter(([id, digest]) => {
      const body = find.get(id)?.["body"];
      return !(body instanceof Uint8Array) || hash("sha256", body) !== digest;
    });
    return { noticed, starts: true, silentlyLost: noticed ? 0 : lost.length };
  } catch {
    return { noticed: true, starts: false, silentlyLost: 0 };
  }
}

function isReported(paths: HomePaths): boolean {
  try {
    const { state, problems } = inspectLedger(paths);
    return state !== "sound" || problems.length > 0;
  } catch {
    return true;
  }
}

function fateOf(
  ledger: LedgerPort,
  id: string,
  digest: string,
): "whole" | "gone" | "altered" | "refused" {
  try {
    const body = ledger.content(id as DeliveryId)?.body ?? null;
    if (body === null) return "gone";
    return hash("sha256", body) === digest ? "whole" : "altered";
  } catch {
    return "refused";
  }
}

function isLoose({ state, status }: { state: string; status: string | null }): boolean {
  return state === "queued" || status !== "held:salvaged";
}
