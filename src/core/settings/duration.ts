// Durations as owners write them: 90, "90s", "30m", "24h", "7d".

import * as z from "zod";

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const PATTERN = /^(\d{1,9}(?:\.\d{1,3})?)\s*([smhdw])$/;
/** Ten years: beyond it is a mistake. */
const LONGEST_SECONDS = 315_360_000;

/** Seconds, or a text as "24h"; read into seconds. */
export const Duration = z
  .union([z.number().positive(), z.string()])
  .refine((value) => parseDuration(value) !== null, 'not seconds, and no time as "90m", "24h"')
  .transform((value) => parseDuration(value) ?? 0);

/** The seconds of a duration: a number is seconds; null where the text is none, or not above zero. */
export function parseDuration(value: string | number): number | null {
  const seconds = typeof value === "number" ? value : secondsOf(value.trim());
  return seconds !== null && seconds > 0 && seconds <= LONGEST_SECONDS ? seconds : null;
}

/** A duration in words, rounded to what a person needs: `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 100) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

function secondsOf(text: string): number | null {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const [, amount, unit] = PATTERN.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return null;
  return Number(amount) * (UNITS[unit] ?? 0);
}
