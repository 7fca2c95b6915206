// What is known of a hook that has been silent, in words.

import { durationText } from "../../core/settings/duration.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { Pause } from "../../core/admission/pause.ts";
import type { Refused } from "./refusal-counts.ts";

/** What is known. */
export interface KnownOfSilence {
  readonly hook: Pick<Hook, "id" | "title" | "expectEvery">;
  /** The last event, or when the hook was first seen; epoch milliseconds. */
  readonly since: number;
  readonly hasHeard: boolean;
  readonly now: number;
  readonly timezone: string;
  /** null: it had no name, or is no longer kept. */
  readonly lastEvent: string | null;
  readonly refusals: Refused;
  /** Those that concern the hook. */
  readonly pauses: readonly Pause[];
  /** What a canary found; null: no public address is known. */
  readonly publicUrl: string | null;
}

/** The message. */
export function silenceText(known: KnownOfSilence): string {
  const { hook, since, now, pauses } = known;
  const lines = [
    `${hook.title} (${hook.id}) has had no event for ${span(now - since)}; one every ${durationText(hook.expectEvery ?? 0)} is expected.`,
    lastWords(known),
    refusedWords(known),
    ...pauses.map(({ reason }) => `Paused: ${reason}; what arrives is kept and waits.`),
    known.publicUrl === null
      ? "Whether its public URL leads here is not known: set public_url, or webhooks.public_base_url."
      : `A test request: ${known.publicUrl}.`,
  ];
  return lines.join("\n");
}

/** The message when it is over. */
export function heardAgainText(times: { readonly before: number; readonly since: number }): string {
  return `An event arrived after ${span(times.since - times.before)} without one.`;
}

function lastWords({ since, hasHeard, lastEvent, timezone }: KnownOfSilence): string {
  if (!hasHeard)
    return `It has had no event since it was first seen, ${dateAndTime(since, timezone)}.`;
  const name = lastEvent === null ? "" : `${lastEvent}, `;
  return `The last event: ${name}${dateAndTime(since, timezone)}.`;
}

/** Counts begin with the daemon at the earliest, and that is said. */
function refusedWords({ refusals, since, timezone }: KnownOfSilence): string {
  const counts = [...refusals.byCode].map(([code, count]) => `${count} ${code}`);
  const all = counts.length === 0 ? "none" : counts.join(", ");
  const from =
    refusals.since > since
      ? `since the daemon's start, ${dateAndTime(refusals.since, timezone)}`
      : "since then";
  return `Refused requests ${from}: ${all}.`;
}

function span(ms: number): string {
  return durationText(ms / 1000);
}

/** `2026-11-21 14:03`, in the owner's zone. */
function dateAndTime(at: number, timeZone: string): string {
  return new Date(at).toLocaleString("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
}
