// Deliveries and runs in, lines for people out. What a sender or an agent wrote is made printable here.

import type { Handover } from "../../core/ports/chat-store-port.ts";
import { ACK_LEVELS } from "../../core/records/conversation.ts";
import type { Delivery } from "../../core/records/delivery.ts";
import { lateWords } from "../../core/records/lateness.ts";
import type { OutboxEntry } from "../../core/records/outbox-entry.ts";
import type { Run } from "../../core/records/run.ts";
import type { Explained } from "./explained.ts";
import { columns, fields } from "../terminal/columns.ts";
import type { Output, Style } from "../terminal/output.ts";
import { printable, printableLine } from "../terminal/printable.ts";
import { ago, dateAndTime, span } from "../terminal/when.ts";

/** The colour of a state or status. */
export function statusStyle(status: string): Style {
  if (status === "success") return "green";
  if (status.startsWith("error:")) return "red";
  return status === "running" ? "cyan" : "yellow";
}

/** A table of deliveries. */
export function deliveryTable(
  deliveries: readonly Delivery[],
  out: Pick<Output, "style">,
  now: number,
): string[] {
  if (deliveries.length === 0) return ["no deliveries"];
  const head = ["DELIVERY", "HOOK", "EVENT", "ABOUT", "RECEIVED", "STATUS"];
  const rows = deliveries.map((delivery) => [
    delivery.id,
    delivery.hookId,
    printableLine(delivery.event ?? "-", 30),
    printableLine(delivery.entity ?? "-", 40),
    [ago(delivery.receivedAt, now), lateWords(delivery)].filter((word) => word !== null).join(", "),
    printableLine(delivery.status ?? delivery.state),
  ]);
  return statusTable(head, rows, out);
}

/** A table of runs. */
export function runTable(runs: readonly Run[], out: Pick<Output, "style">, now: number): string[] {
  if (runs.length === 0) return ["no runs"];
  const head = ["RUN", "HOOK", "AGENT", "STARTED", "TOOK", "STATUS"];
  const rows = runs.map((run) => [
    run.id,
    run.hookId,
    printableLine(run.agent ?? "-", 20),
    ago(run.startedAt, now),
    span((run.endedAt ?? now) - run.startedAt),
    printableLine(run.status ?? run.state),
  ]);
  return statusTable(head, rows, out);
}

/** One delivery, field by field. */
export function deliveryLines(delivery: Explained): string[] {
  return fields([
    ["delivery", delivery.id],
    ["hook", delivery.hookId],
    ["status", printableLine(stateWords(delivery.state, delivery.status))],
    ["reason", printableLine(delivery.reason ?? "", 1000)],
    ["why", printableLine(delivery.explanation ?? "", 2000)],
    ["event", printableLine(delivery.event ?? "")],
    ["about", printableLine(delivery.entity ?? "")],
    [
      "received",
      `${dateAndTime(delivery.receivedAt)} from ${printableLine(delivery.remoteAddress)}`,
    ],
    ["late", lateLine(delivery)],
    [
      "request",
      printableLine(
        `${delivery.method} ${delivery.path}, ${delivery.contentType}, ${delivery.bodyBytes} bytes`,
      ),
    ],
    ["origin", delivery.replayOf === null ? delivery.origin : `replay of ${delivery.replayOf}`],
    ["repeats", delivery.duplicates === 0 ? null : `${delivery.duplicates} recognised`],
    ["merged", delivery.merged === 0 ? null : `stands for ${delivery.merged} older ones`],
    ["caused by", delivery.causedBy],
    ["let go", letGoWords(delivery)],
  ]);
}

/** `by 3 h: sent 2026-11-21 14:03:09, brought by repair`. */
function lateLine(delivery: Delivery): string | null {
  const words = lateWords(delivery);
  const by = delivery.via === null ? "" : `, brought by ${printableLine(delivery.via, 80)}`;
  if (words === null) return null;
  return `${words.replace(/^late /, "")}: sent ${dateAndTime(delivery.sentAt)}${by}`;
}

/** What the owner has let go for it, and with which rights. */
function letGoWords({ waived, permission }: Delivery): string | null {
  const rights = permission === null ? [] : [`at most ${permission}`];
  return [...waived, ...rights].join(", ") || null;
}

/** One run, field by field; the answer stands apart. */
export function runLines(run: Run, now: number): string[] {
  return fields([
    ["run", run.id],
    ["delivery", `${run.deliveryId} (attempt ${run.attempt})`],
    ["hook", run.hookId],
    ["status", printableLine(stateWords(run.state, run.status))],
    ["reason", printableLine(run.reason ?? "", 1000)],
    ["agent", printableLine(run.agent ?? "")],
    ["folder", printableLine(run.folder ?? "", 1000)],
    ["started", dateAndTime(run.startedAt)],
    ["took", span((run.endedAt ?? now) - run.startedAt)],
    ["cost", run.costUsd === null ? null : `$${run.costUsd.toFixed(4)}`],
    ["turns", run.turns === null ? null : String(run.turns)],
    ["tokens", tokenWords(run)],
    ["exit code", run.exitCode === null ? null : String(run.exitCode)],
    ["signal", run.signal],
    ["session", printableLine(run.sessionId ?? "")],
    ["denied tools", printableLine(run.deniedTools.join(", "), 1000)],
  ]);
}

function tokenWords({ tokensIn, tokensOut }: Run): string | null {
  if (tokensIn === null && tokensOut === null) return null;
  return `${tokensIn ?? "?"} in, ${tokensOut ?? "?"} out`;
}

/** How far each bot got that was woken, and after how long. */
export function handoverLines(handovers: readonly Handover[]): string[] {
  return handovers.map(({ target, level, handedAt, levelAt }) => {
    const after = level === "written" ? "" : ` after ${span(levelAt - handedAt)}`;
    return `${printableLine(target)}: ${level}${after} (${ACK_LEVELS[level]})`;
  });
}

/** Where the reports of a delivery stand. */
export function reportLines(reports: readonly OutboxEntry[]): string[] {
  return reports.map((report) => {
    const error = report.lastError === null ? "" : `: ${printableLine(report.lastError, 500)}`;
    const what = report.event ?? "report";
    return `message ${report.id}: ${what} to ${printableLine(report.sink)}  ${report.state}${error}`;
  });
}

/** The agent's answer with a line above it; nothing where there is none. */
export function answerLines(answer: string | null): string[] {
  const text = printable(answer ?? "").trim();
  return text === "" ? [] : ["", text];
}

function stateWords(state: string, status: string | null): string {
  if (status === null || state === "done") return status ?? state;
  return status.startsWith(`${state}:`) ? status : `${state} (${status})`;
}

function statusTable(
  head: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
  out: Pick<Output, "style">,
): string[] {
  return columns([head, ...rows], (text, row, column) => {
    if (row === 0) return out.style("dim", text);
    return column === head.length - 1 ? out.style(statusStyle(text), text) : text;
  });
}
