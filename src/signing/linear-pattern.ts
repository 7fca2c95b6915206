// An owner's regular expression becomes a matcher that no header can slow down: RE2 syntax, linear time.

import { RE2JS } from "re2js";

/** Longest pattern, in characters. */
const LONGEST_PATTERN = 500;
/** Most instructions of a compiled pattern: matching costs instructions times text. */
const LARGEST_PROGRAM = 500;
/** Longest text that is searched, in characters; a longer one does not match. */
const LONGEST_TEXT = 8192;

/** A compiled pattern, or why there is none. */
export type LinearPattern =
  | {
      readonly ok: true;
      /** Capture groups, the whole match not counted. */
      readonly groups: number;
      /** The first match anywhere in the text: the whole of it, then its groups (`""` for one that took no part). null: no match. */
      match(text: string): string[] | null;
    }
  | { readonly ok: false; readonly reason: string };

/** Compiles a pattern in RE2 syntax: no backreferences, no lookaround. Never throws. */
export function compilePattern(text: string): LinearPattern {
  if (text === "") return { ok: false, reason: "the pattern is empty" };
  if (text.length > LONGEST_PATTERN)
    return { ok: false, reason: `the pattern is longer than ${LONGEST_PATTERN} characters` };
  try {
    return toLinearPattern(RE2JS.compile(text));
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : "not a valid pattern" };
  }
}

function toLinearPattern(compiled: RE2JS): LinearPattern {
  const size = compiled.programSize();
  if (size > LARGEST_PROGRAM)
    return {
      ok: false,
      reason: `the pattern is too large: ${size} instructions, at most ${LARGEST_PROGRAM}; lower its repeat counts`,
    };
  return { ok: true, groups: compiled.groupCount(), match: (text) => findFirst(compiled, text) };
}

function findFirst(compiled: RE2JS, text: string): string[] | null {
  if (text.length > LONGEST_TEXT) return null;
  const matcher = compiled.matcher(text);
  if (!matcher.find()) return null;
  return Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? "");
}
