// What the owner says about who may do what, and what is tried again: checked at load, so that a slip of the pen
// never opens anything at run time.

import { didYouMean, nearestName } from "../../core/text/nearest.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { isStatus, PLAIN_STATUSES, STATUS_FAMILIES } from "../../core/records/status.ts";
import { readTrustKey, TRUST_LEVELS } from "../../core/admission/trust.ts";
import { findSource } from "../../sources/table.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { finding } from "./finding.ts";

/** Checks `trust`, `retry` and `worktree`. */
export function controlProblems(checked: CheckedHook): Problem[] {
  return [
    ...trustProblems(checked),
    ...strangerProblems(checked),
    ...retryProblems(checked),
    ...worktreeProblems(checked),
  ];
}

function trustProblems({ hook, place }: CheckedHook): Problem[] {
  return Object.entries(hook.trust ?? {}).flatMap(([key, level]) => {
    const field = `trust.${key}`;
    const line = readTrustKey(key);
    if (!line.ok) {
      const hint = 'write "comment.author_association=OWNER", or "*" for everybody else';
      return [finding("error", place, { field, message: line.message, hint })];
    }
    if (TRUST_LEVELS.some((known) => known === level)) return [];
    const message = `is none of: ${TRUST_LEVELS.join(", ")}`;
    const hint = didYouMean(nearestName(level, TRUST_LEVELS));
    return [finding("error", place, { field, value: level, message, hint })];
  });
}

/** Everybody else may be anybody: the same word as for `permission: full` is asked for. */
function strangerProblems({ hook, place }: CheckedHook): Problem[] {
  const isOpen = hook.trust?.["*"] === "full" && !hook.acceptRisk;
  if (!isOpen || findSource(hook.source)?.strangersWrite === false) return [];
  const message = "lets whoever fits no other line do what your account may do";
  const hint = 'set accept_risk to true where you mean it, or "*" to "hold"';
  return [finding("error", place, { field: "trust.*", value: "full", message, hint })];
}

function retryProblems({ hook, place }: CheckedHook): Problem[] {
  return (hook.retry?.on ?? [])
    .filter((pattern) => !isErrorPattern(pattern))
    .map((value) => {
      const errors = Object.keys(PLAIN_STATUSES).filter((status) => status.startsWith("error:"));
      const hint = didYouMean(nearestName(value, [...errors, ...Object.keys(STATUS_FAMILIES)]));
      const message = "is no error status, and no beginning of one with * behind it";
      return finding("error", place, { field: "retry.on", value, message, hint });
    });
}

function isErrorPattern(pattern: string): boolean {
  if (!pattern.startsWith("error:")) return false;
  if (!pattern.endsWith("*")) return isStatus(pattern);
  const start = pattern.slice(0, -1);
  const known = [...Object.keys(PLAIN_STATUSES), ...Object.keys(STATUS_FAMILIES)];
  return known.some((status) => status.startsWith(start) || start.startsWith(status));
}

function worktreeProblems({ hook, place }: CheckedHook): Problem[] {
  if (!hook.worktree || hook.permission !== "read_only" || hook.trust !== undefined) return [];
  const message = "has no effect with permission read_only: nothing is changed";
  return [finding("warning", place, { field: "worktree", message })];
}
