// A ledger in a temporary folder, a clock that is moved by hand, and deliveries to put in.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { NewDelivery } from "../../src/core/records/new-delivery.ts";
import type { OutboxEntry, OutboxTry } from "../../src/core/records/outbox-entry.ts";
import type { DeliveryId, HookId, RunId } from "../../src/core/records/ids.ts";
import type { LedgerPort, NewHold } from "../../src/core/ports/ledger-port.ts";
import { openLedger, type Ledger, type LedgerOptions } from "../../src/ledger/open.ts";
import type { LedgerClock, LedgerPaths } from "../../src/ledger/file/paths.ts";

export const START = Date.UTC(2026, 0, 31, 12);
export const DAY_MS = 86_400_000;
export const LIMITS = { maxQueued: 1000 };
/** A hold that only the owner ends. */
export const PAUSED: NewHold = {
  status: "held:paused",
  reason: null,
  until: null,
  expiresAt: null,
};

export interface ManualClock extends LedgerClock {
  /** Time passes. */
  advance(ms: number): void;
  /** Only the wall clock moves. */
  jump(ms: number): void;
}

export interface TempLedger {
  readonly paths: LedgerPaths;
  readonly clock: ManualClock;
  readonly open: (options?: Partial<LedgerOptions>) => Ledger;
}

export function tempFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(path.join(parent, "wakehook-ledger-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function ledgerPaths(folder: string): LedgerPaths {
  return {
    database: path.join(folder, "wakehook.db"),
    watermarkFile: path.join(folder, "wakehook.watermark"),
    backupsFolder: path.join(folder, "backups"),
  };
}

/** Ledgers that are still open at the end of a test are closed; closing twice is fine. */
export function tempLedger(folder = tempFolder()): TempLedger {
  const paths = ledgerPaths(folder);
  const clock = manualClock();
  return {
    paths,
    clock,
    open(options = {}) {
      const ledger = openLedger({ paths, clock, ...options });
      let isOpen = true;
      const close = (): void => {
        if (isOpen) ledger.close();
        isOpen = false;
      };
      onTestFinished(close);
      return { ...ledger, close };
    },
  };
}

export function manualClock(): ManualClock {
  let now = START;
  let jumped = 0;
  let timers: Array<{ at: number; callback: () => void }> = [];
  return {
    now: () => now,
    monotonic: () => now - jumped,
    jump(ms) {
      now += ms;
      jumped += ms;
      timers = timers.map((timer) => Object.assign(timer, { at: timer.at + ms }));
    },
    setTimer(callback, delayMs) {
      const timer = { at: now + delayMs, callback };
      timers.push(timer);
      return {
        clear: () => {
          timers = timers.filter((each) => each !== timer);
        },
      };
    },
    advance(ms) {
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { callback } of due) callback();
    },
  };
}

export const HOOK = "github-site" as HookId;

export function deliveryId(number: number): DeliveryId {
  return `dlv_${String(number).padStart(26, "0")}` as DeliveryId;
}

export function runId(number: number): RunId {
  return `run_${String(number).padStart(26, "0")}` as RunId;
}

/** A delivery with this number in its id. */
export function aDelivery(number: number, overrides: Partial<NewDelivery> = {}): NewDelivery {
  return {
    id: deliveryId(number),
    hookId: HOOK,
    source: "github",
    origin: "sender",
    event: "issues.opened",
    entity: "octo/site#42",
    receivedAt: START,
    remoteAddress: "127.0.0.1",
    method: "POST",
    path: "/hooks/github-site",
    headers: [["content-type", "application/json"]],
    body: Buffer.from(`{"number":${number}}`),
    contentType: "application/json",
    priority: "medium",
    claims: [],
    ...overrides,
  };
}

/** The claim of a sender's id, for seven days. */
export function idClaim(id: string, expiresAt = START + 7 * DAY_MS) {
  return { key: `id:${id}`, expiresAt };
}

export function startedRun(number: number, delivery: DeliveryId) {
  return { id: runId(number), deliveryId: delivery, mode: "wake", agent: null, startedAt: START };
}

/** A delivery that has run once and ended with a status. */
export async function endedDelivery(
  ledger: LedgerPort,
  delivery: NewDelivery,
  status: "success" | "error:timeout",
): Promise<void> {
  await ledger.accept(delivery, LIMITS);
  ledger.end(delivery.id, status, null, []);
}

/** What waits to leave, oldest first. */
export function waitingReports(ledger: Pick<LedgerPort, "outbox">): OutboxEntry[] {
  return ledger.outbox({ state: "waiting", limit: 1000 }).toReversed();
}

/** A try that took no time, at the start. */
export const TRIED: OutboxTry = { at: START, durationMs: 0, httpStatus: null, error: null };
