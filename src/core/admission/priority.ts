// In: a payload and what says how urgent it is. Out: one of four priorities.

import type { Hook, PriorityName } from "../settings/hook.ts";
import { readPath } from "../events/json-path.ts";
import type { Source } from "../events/source.ts";

/** The lowest number goes first. */
export const PRIORITY_RANKS: Readonly<Record<PriorityName, number>> = {
  critical: 0,
  high: 1,
  medium: 2,
  low: 3,
};

/** What labels mean where the owner says nothing; `priority: high`, `priority/high` and `High` are all `high`. */
const USUAL_LABELS: Readonly<Record<string, PriorityName>> = {
  critical: "critical",
  urgent: "critical",
  p0: "critical",
  high: "high",
  important: "high",
  p1: "high",
  medium: "medium",
  p2: "medium",
  low: "low",
  minor: "low",
  p3: "low",
};

/** The priority of a delivery: as the hook says, or by the labels that its preset knows; else `medium`. */
export function priorityOf(
  hook: Pick<Hook, "priority">,
  source: Pick<Source, "labels">,
  payload: unknown,
): PriorityName {
  const { priority } = hook;
  if (typeof priority === "string") return priority;
  const found =
    priority === undefined
      ? (source.labels ?? []).flatMap((path) => labelsAt(payload, path)).map(usualPriority)
      : labelsAt(payload, priority.path).map((label) => ownPriority(priority.map, label));
  return highest(found);
}

function highest(found: ReadonlyArray<PriorityName | undefined>): PriorityName {
  const known = found.filter((one) => one !== undefined);
  const [first] = known.sort((a, b) => PRIORITY_RANKS[a] - PRIORITY_RANKS[b]);
  return first ?? "medium";
}

/** The labels at a path: texts, or objects with a `name`. */
export function labelsAt(payload: unknown, path: string): string[] {
  const found = readPath(payload, path);
  const items: unknown[] = Array.isArray(found) ? found.flat() : [found];
  return items.flatMap((item) => {
    const label = typeof item === "object" && item !== null ? readPath(item, "name") : item;
    return typeof label === "string" || typeof label === "number" ? [String(label)] : [];
  });
}

function usualPriority(label: string): PriorityName | undefined {
  const bare = label
    .trim()
    .toLowerCase()
    .replace(/^(?:priority|prio|severity)\s*[:/=-]+\s*/, "")
    .replace(/\s+priority$/, "");
  return Object.hasOwn(USUAL_LABELS, bare) ? USUAL_LABELS[bare] : undefined;
}

function ownPriority(
  map: Readonly<Record<string, PriorityName>>,
  label: string,
): PriorityName | undefined {
  if (Object.hasOwn(map, label)) return map[label];
  const lower = label.toLowerCase();
  const key = Object.keys(map).find((one) => one.toLowerCase() === lower);
  return key === undefined ? undefined : map[key];
}
