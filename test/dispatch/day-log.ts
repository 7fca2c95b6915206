// What happened in a simulated day, as lines that a person can read. In: what the daemons told, minute by minute.

import type { Delivery } from "../../src/core/records/delivery.ts";
import type { Run } from "../../src/core/records/run.ts";
import type { WakehookEvent } from "../../src/core/records/wakehook-event.ts";

/** Gathers what happens; the same on the same hook in the same minute becomes one line with a count. */
export interface DayLog {
  emit(event: WakehookEvent): void;
  /** What the owner or the world does. */
  say(words: string): void;
  /** `10:07  fix     repo#1      runs`; `delivery` reads a row as it is in the end. */
  lines(delivery: (id: Delivery["id"]) => Delivery): string[];
}

interface Happened {
  readonly time: string;
  readonly event: WakehookEvent | string;
}

/** Who, and what. */
type Words = readonly [hook: string, about: string | null, what: string];

/** Creates an empty log. */
export function createDayLog(now: () => number): DayLog {
  const happened: Happened[] = [];
  const add = (event: Happened["event"]): void =>
    void happened.push({ time: new Date(now()).toISOString().slice(11, 16), event });
  return {
    emit: add,
    say: add,
    lines(delivery) {
      const groups = new Map<string, string[]>();
      for (const { time, event } of happened) {
        const words =
          typeof event === "string" ? (["", null, event] as const) : wordsOf(event, delivery);
        if (words === null) continue;
        const [hook, about, what] = words;
        const key = JSON.stringify([time, hook, what]);
        groups.set(key, [...(groups.get(key) ?? []), about ?? ""]);
      }
      return [...groups].map(([key, about]) => line(JSON.parse(key) as string[], about));
    },
  };
}

function line(
  [time = "", hook = "", what = ""]: readonly string[],
  about: readonly string[],
): string {
  const names = [...new Set(about)];
  const who = about.length > 3 ? `${about.length} on ${names.length}` : names.join(" ");
  return `${time}  ${hook.padEnd(7)} ${who.padEnd(14)} ${what}`.trimEnd();
}

function wordsOf(event: WakehookEvent, delivery: (id: Delivery["id"]) => Delivery): Words | null {
  if (event.type === "run") return runWords(event.run, delivery(event.run.deliveryId));
  if (event.type === "pause") {
    const { kind, name, cause, reason } = event.pause;
    return [
      "",
      null,
      `${event.ended ? "pause ends" : "pause"} of ${kind} ${name} (${cause})${event.ended ? "" : `: ${reason}`}`,
    ];
  }
  if (event.type !== "delivery") return null;
  const { hookId, entity, state, status, reason, attempts } = event.delivery;
  if (state === "held") return [hookId, entity, `${status ?? ""}: ${reason ?? ""}`];
  if (state === "queued" && attempts > 0) return [hookId, entity, "waits for its next attempt"];
  if (state !== "done" || status?.startsWith("skipped:") !== true) return null;
  return [hookId, entity, status === "skipped:coalesced" ? status : `${status}: ${reason ?? ""}`];
}

function runWords({ state, status, attempt }: Run, row: Delivery): Words {
  const { hookId, entity, merged, permission } = row;
  if (state === "done") return [hookId, entity, `ended: ${status ?? ""}`];
  const notes = [
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(merged > 0 ? [`for ${merged} more`] : []),
    ...(permission === null ? [] : [permission]),
  ];
  return [hookId, entity, ["runs", ...notes].join(", ")];
}
