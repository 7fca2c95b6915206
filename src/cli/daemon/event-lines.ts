// In: one event of the daemon, from the wire. Out: the lines that `tail` prints for it.

import { lateWords } from "../../core/records/lateness.ts";
import type { WireDelivery, WireEvent, WireRun } from "../../core/wire/wire.ts";
import type { Output } from "../terminal/output.ts";
import { printable, printableLine } from "../terminal/printable.ts";
import { statusStyle } from "../records/record-lines.ts";
import { span, timeOfDay } from "../terminal/when.ts";

type Styler = Pick<Output, "style">;

/** The lines of one event; none for what another event says already. */
export function eventLines(event: WireEvent, out: Styler): string[] {
  const at = out.style("dim", timeOfDay(event.at));
  switch (event.type) {
    case "delivery":
      return withTime(at, deliveryWords(event.delivery, out));
    case "run":
      return withTime(at, runWords(event.run, out));
    case "duplicate":
      return withTime(at, [`${event.hook_id}  repeat of ${event.delivery_id}, not run again`]);
    case "refused":
      return withTime(at, [refusalWords(event, out)]);
    case "handshake":
      return withTime(at, [handshakeWords(event)]);
    case "report":
      return withTime(at, reportWords(event, out));
    case "pause":
      return withTime(at, [pauseWords(event, out)]);
    case "channel":
      return withTime(at, [
        healthWords("chat", event.target, { health: event.health, style: out.style }),
      ]);
    case "tunnel":
      return withTime(at, [
        healthWords("tunnel", event.tunnel, { health: event.health, style: out.style }),
      ]);
    case "expose":
      return withTime(at, [exposeWords(event, out)]);
    case "settings":
      return withTime(at, [settingsWords(event)]);
    default:
      return withTime(at, controlWords(event));
  }
}

function withTime(at: string, words: readonly string[]): string[] {
  const [first, ...rest] = words;
  return first === undefined ? [] : [`${at}  ${first}`, ...rest];
}

function deliveryWords(delivery: WireDelivery, out: Styler): string[] {
  const { state, status, attempts } = delivery;
  // The run's own events tell of starting and ending.
  if (state === "running" || (state === "done" && attempts > 0)) return [];
  const what = [delivery.event ?? "event", delivery.entity ?? ""].join(" ").trim();
  const word = status ?? (state === "queued" ? "accepted" : state);
  const reason = delivery.reason === null ? "" : `: ${printableLine(delivery.reason, 500)}`;
  const late = lateWords({ sentAt: delivery.sent_at, receivedAt: delivery.received_at });
  const mark = late === null ? "" : `  ${out.style("yellow", late)}`;
  const head = `${delivery.hook_id}  ${printableLine(what)}  ${delivery.id}${mark}`;
  return [`${head}  ${out.style(statusStyle(word), printableLine(word))}${reason}`];
}

function runWords(run: WireRun, out: Styler): string[] {
  const agent = run.agent === null ? "" : ` (${printableLine(run.agent)})`;
  if (run.state === "running" || run.status === null)
    return [`${run.hook_id}  ${out.style("cyan", "run started")}${agent}  ${run.id}`];
  const took = span((run.ended_at ?? run.started_at) - run.started_at);
  const cost = run.cost_usd === null ? "" : `  $${run.cost_usd.toFixed(4)}`;
  const reason = run.reason === null ? "" : `: ${printableLine(run.reason, 500)}`;
  const status = out.style(statusStyle(run.status), printableLine(run.status));
  const head = `${run.hook_id}  ${status}${reason}  after ${took}${cost}  ${run.id}`;
  const answer = printable(run.answer ?? "").trim();
  return answer === "" ? [head] : [head, ...answer.split("\n").map((line) => `    ${line}`)];
}

function handshakeWords(event: Extract<WireEvent, { type: "handshake" }>): string {
  const detail = event.detail === undefined ? "" : `: ${printableLine(event.detail, 1200)}`;
  return `${event.hook_id}  ${printableLine(event.name)} answered, no run${detail}`;
}

function refusalWords(event: Extract<WireEvent, { type: "refused" }>, out: Styler): string {
  const code = out.style("red", `refused: ${printableLine(event.code)}`);
  const who = printableLine(event.remote_address);
  return `${printableLine(event.hook_id, 70)}  ${code}: ${printableLine(event.reason, 500)} (from ${who})`;
}

function reportWords(event: Extract<WireEvent, { type: "report" }>, out: Styler): string[] {
  // The owner reads the log's reports right here.
  if (event.state === "sent" && event.sink === "log") return [];
  const error = event.error === undefined ? "" : `: ${printableLine(event.error, 500)}`;
  const style = event.state === "sent" ? "green" : "yellow";
  const state = out.style(style, event.state);
  return [`report of ${event.delivery_id} to ${printableLine(event.sink)}  ${state}${error}`];
}

function pauseWords(event: Extract<WireEvent, { type: "pause" }>, out: Styler): string {
  const { kind, name, reason } = event.pause;
  const what = printableLine(kind === "all" ? "everything" : `${kind} ${name}`);
  if (event.ended) return `${what}  ${out.style("green", "goes on")}`;
  return `${what}  ${out.style("yellow", "paused")}: ${printableLine(reason, 500)}`;
}

/** A chat, or a tunnel. */
function healthWords(
  kind: string,
  name: string,
  {
    health,
    style,
  }: {
    readonly health: { readonly state: string; readonly detail: string | null };
    readonly style: Styler["style"];
  },
): string {
  const { state, detail } = health;
  const shown = style(state === "up" ? "green" : "yellow", printableLine(state));
  const why = detail === null ? "" : `: ${printableLine(detail, 500)}`;
  return `${kind} ${printableLine(name)}  ${shown}${why}`;
}

function exposeWords(
  { program, state, url, detail }: Extract<WireEvent, { type: "expose" }>,
  out: Styler,
): string {
  const word = out.style(state === "up" ? "green" : "yellow", printableLine(state));
  const more = url ?? detail;
  return `${printableLine(program)}  ${word}${more === null ? "" : `: ${printableLine(more, 500)}`}`;
}

function settingsWords(event: Extract<WireEvent, { type: "settings" }>): string {
  const wrong =
    event.problems === 0 ? "" : `; findings: ${event.problems}, see wakehook hook check`;
  return `settings loaded, hooks: ${event.hooks}${wrong}`;
}

/** What the stream itself says: that something is missing from it. Newer daemons may say more. */
function controlWords(event: { readonly type: string }): string[] {
  if (event.type !== "gap" && event.type !== "dropped") return [];
  const { missed } = event as { missed?: unknown };
  const count = typeof missed === "number" ? `${missed} events` : "some events";
  return [`${count} were missed: see wakehook delivery list`];
}
