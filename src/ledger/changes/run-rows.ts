// Runs: a row says "running" before a process starts, and is ended only by what really happened.
// A row that still says so at the next start is a run that a dead daemon left behind.

import type { Delivery } from "../../core/records/delivery.ts";
import type { Run, RunOutcome } from "../../core/records/run.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { HookId, RunId } from "../../core/records/ids.ts";
import type { AfterRun, NewReport, NewRun } from "../../core/ports/ledger-port.ts";
import { fingerprintOf } from "../accept/claim-index.ts";
import { announce, announceEnd } from "./announce.ts";
import type { Connection } from "../file/connection.ts";
import { moveDelivery, type ChangeDeps, type Move } from "./delivery-states.ts";
import { addReports } from "../outbox/outbox-rows.ts";
import { addPosted } from "./posted-rows.ts";
import { readDelivery } from "../reading/reads.ts";
import { RUN_COLUMNS, toRun, type RunRow } from "../reading/rows.ts";

/** An unfinished run with what identifies its process. */
export interface UnfinishedRun {
  readonly run: Run;
  readonly processStart: string | null;
}

/** The end of a run. */
export interface RunEnd {
  readonly outcome: RunOutcome;
  /** Epoch milliseconds. */
  readonly endedAt: number;
  readonly after: AfterRun;
  readonly reports: readonly NewReport[];
}

/** What is kept of an answer; the whole is in the run's folder. */
const ANSWER_BYTES = 65_536;

/**
 * queued -> running, with the run's row.
 * @throws WakehookError `not_found`, `refused`, `storage_unavailable`.
 */
export function startRun(deps: ChangeDeps, run: NewRun): Run {
  const { id, deliveryId, startedAt } = run;
  const started = deps.store.change((connection) => {
    moveDelivery(connection, deliveryId, {
      from: ["queued"],
      to: "running",
      reason: null,
      at: startedAt,
    });
    connection.run("UPDATE deliveries SET attempts = attempts + 1 WHERE id = ?", [deliveryId]);
    const delivery = known(readDelivery(connection, deliveryId));
    const { hookId, entity, attempts } = delivery;
    connection.run(
      `INSERT INTO runs (id, delivery_id, hook_id, entity, attempt, mode, agent, state, started_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, 'running', ?)`,
      [id, deliveryId, hookId, entity, attempts, run.mode, run.agent, startedAt],
    );
    const row = readRun(connection, id);
    announce(deps, connection, { kind: "run", at: startedAt, run: row, delivery });
    return row;
  });
  deps.store.memory().waiting -= 1;
  return started;
}

/**
 * Remembers the process of a run that goes on.
 * @throws WakehookError `refused` where the run does not go on; `storage_unavailable`.
 */
export function setProcess(
  { store }: Pick<ChangeDeps, "store">,
  id: RunId,
  process: { readonly pid: number; readonly start: string },
): void {
  store.change((connection) => {
    requireGoing(connection, id);
    connection.run("UPDATE runs SET pid = ?, process_start = ? WHERE id = ?", [
      process.pid,
      process.start,
      id,
    ]);
  });
}

/**
 * Ends a run, moves its delivery on and adds the reports, in one transaction.
 * @throws WakehookError `not_found`, `refused` where it has ended already, `storage_unavailable`.
 */
export function finishRun(deps: ChangeDeps, id: RunId, end: RunEnd): Run {
  const { endedAt, outcome } = end;
  const { run, posted } = deps.store.change((connection) => {
    const { deliveryId } = requireGoing(connection, id);
    writeOutcome(connection, id, end);
    const before = moveDelivery(connection, deliveryId, moveAfter(end));
    addReports(connection, { deliveryId, runId: id, at: endedAt }, end.reports);
    const done = readRun(connection, id);
    announceEnd(deps, connection, { run: done, before, at: endedAt });
    return {
      posted: addPosted(connection, { id, endedAt }, outcome.answer),
      run: done,
    };
  });
  const memory = deps.store.memory();
  if (end.after.kind !== "done") memory.waiting += 1;
  if (posted !== null) memory.posted.set(fingerprintOf(posted.key), posted.row);
  return run;
}

/** Runs whose row says that they go on, oldest first. */
export function readUnfinishedRuns(connection: Connection): UnfinishedRun[] {
  const rows = connection.all<RunRow & { readonly processStart: string | null }>(
    `SELECT ${RUN_COLUMNS}, process_start AS processStart FROM runs WHERE state = 'running' ORDER BY sequence`,
  );
  return rows.map(({ processStart, ...row }) => ({ run: toRun(row), processStart }));
}

/** Runs of an entity started between two instants. */
export function countRunsBetween(
  connection: Connection,
  of: { readonly hookId: HookId; readonly entity: string },
  between: { readonly from: number; readonly to: number },
): number {
  const row = connection.one<{ runs: number }>(
    "SELECT count(DISTINCT delivery_id) AS runs FROM runs WHERE hook_id = ? AND entity = ? AND started_at BETWEEN ? AND ?",
    [of.hookId, of.entity, between.from, between.to],
  );
  return row?.runs ?? 0;
}

function writeOutcome(connection: Connection, id: RunId, { outcome, endedAt }: RunEnd): void {
  const { status, reason, agent, exitCode, signal, sessionId, costUsd, turns, folder } = outcome;
  const answer = outcome.answer === undefined ? null : cutToBytes(outcome.answer, ANSWER_BYTES);
  connection.run(
    `UPDATE runs SET state = 'done', status = ?, reason = ?, ended_at = ?, agent = coalesce(?, agent),
      exit_code = ?, signal = ?, session_id = ?, cost_usd = ?, turns = ?, tokens_in = ?, tokens_out = ?, denied_tools = ?, folder = ?, answer = ?
    WHERE id = ?`,
    [
      status,
      reason ?? null,
      endedAt,
      agent ?? null,
      exitCode ?? null,
      signal ?? null,
      sessionId ?? null,
      costUsd ?? null,
      turns ?? null,
      outcome.tokensIn ?? null,
      outcome.tokensOut ?? null,
      JSON.stringify(outcome.deniedTools ?? []),
      folder ?? null,
      answer,
      id,
    ],
  );
}

function moveAfter({ outcome, after, endedAt: at }: RunEnd): Move {
  const from = ["running"] as const;
  if (after.kind === "requeue") {
    const { reason, notBefore } = after;
    return { from, to: "queued", reason, notBefore, at };
  }
  if (after.kind === "hold") {
    const { status, reason, until } = after;
    return { from, to: "held", status, reason, until, expiresAt: null, at };
  }
  return { from, to: "done", status: outcome.status, reason: outcome.reason ?? null, at };
}

function requireGoing(connection: Connection, id: RunId): Run {
  const run = readRun(connection, id);
  if (run.state === "running") return run;
  throw new WakehookError("refused", `run ${id} has ended already: ${run.status ?? "done"}`);
}

function readRun(connection: Connection, id: RunId): Run {
  const row = connection.one<RunRow>(`SELECT ${RUN_COLUMNS} FROM runs WHERE id = ?`, [id]);
  if (row === undefined) throw new WakehookError("not_found", `there is no run ${id}`);
  return toRun(row);
}

function known(delivery: Delivery | null): Delivery {
  if (delivery === null) throw new Error("a delivery vanished within its own transaction");
  return delivery;
}

/** The beginning of a text, cut between characters. */
function cutToBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  let end = limit;
  // Not within a character: bytes 10xxxxxx continue one.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}
