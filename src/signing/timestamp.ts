// The time of signing: read strictly, and refused when it is too far off in either direction.

import type { VerifierDescription } from "../core/settings/verifier.ts";
import { cut, fail, found, type Found } from "./verification.ts";

/** Where the time stands and how far it may be off; see core/settings/verifier.ts. */
export type TimestampRule = NonNullable<VerifierDescription["timestamp"]>;

const WHOLE_NUMBER = /^\d{1,16}$/;
const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;

/** Reads a time as epoch milliseconds; null where it is not exactly what the unit says: no sign, no exponent, no spaces. RFC 3339 in UTC (`Z`) only. */
export function parseTimestamp(text: string, unit: TimestampRule["unit"]): number | null {
  if (unit === "rfc3339") return parseRfc3339(text);
  if (!WHOLE_NUMBER.test(text)) return null;
  return unit === "seconds" ? Number(text) * 1000 : Number(text);
}

/** Writes a time as the unit says. */
export function writeTimestamp(nowMs: number, unit: TimestampRule["unit"]): string {
  if (unit === "rfc3339") return new Date(nowMs).toISOString();
  return String(unit === "seconds" ? Math.floor(nowMs / 1000) : Math.floor(nowMs));
}

/** Judges a time's text against the clock (epoch milliseconds). Exactly the tolerance still passes. */
export function checkTimestamp(text: string, rule: TimestampRule, nowMs: number): Found<string> {
  const at = parseTimestamp(text, rule.unit);
  if (at === null)
    return fail("timestamp", "the time of signing cannot be read", {
      expected: rule.unit === "rfc3339" ? "a UTC time of RFC 3339" : `whole ${rule.unit}`,
      seen: cut(text),
    });
  if (rule.toleranceSeconds === null) return found(text);
  // A sender that counts whole seconds is judged by whole seconds, as its own libraries do.
  const now = rule.unit === "seconds" ? Math.floor(nowMs / 1000) * 1000 : nowMs;
  const offMs = now - at;
  if (Math.abs(offMs) <= rule.toleranceSeconds * 1000) return found(text);
  const off = Math.round(Math.abs(offMs) / 1000);
  return fail(
    "timestamp",
    `the request was signed ${off} s ${offMs > 0 ? "ago" : "in the future"}`,
    {
      expected: `at most ${rule.toleranceSeconds} s off this machine's clock`,
      seen: cut(text),
      mend: "check this machine's clock; an old request that is sent again is refused on purpose",
    },
  );
}

function parseRfc3339(text: string): number | null {
  const parts = RFC3339.exec(text);
  if (parts === null) return null;
  const seconds = Date.parse(`${parts[1]}Z`);
  // Date.parse takes 31 February; a real day writes itself the same again.
  if (Number.isNaN(seconds) || !new Date(seconds).toISOString().startsWith(parts[1] ?? ""))
    return null;
  return seconds + Math.floor(Number((parts[2] ?? "").padEnd(9, "0")) / 1_000_000);
}
