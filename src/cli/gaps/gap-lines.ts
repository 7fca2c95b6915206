// Gaps and repairs in, lines for people out. What a sender wrote is made printable here.

import { GAP_CAUSES, type Gap, type Repair } from "../../core/records/gap.ts";
import { printableLine } from "../terminal/printable.ts";
import { ago, dateAndTime, span } from "../terminal/when.ts";

/** Every gap with what was done about it, and the repairs that the owner asked for. */
export function gapLines(gaps: readonly Gap[], repairs: readonly Repair[], now: number): string[] {
  const byOwner = repairs.filter(({ askedBy }) => askedBy === "owner");
  return [
    ...(gaps.length === 0 ? ["there was no gap"] : []),
    ...gaps.flatMap((gap) => [
      gapWords(gap, now),
      ...repairsOf(gap, repairs).map((repair) => `  #${repair.id} ${repairWords(repair, now)}`),
    ]),
    ...(byOwner.length === 0 ? [] : ["", "by hand:"]),
    ...byOwner.map((repair) => `  #${repair.id} ${repairWords(repair, now)}`),
  ];
}

/** `could not receive from ... to ... (1 h): the daemon was stopped`. */
export function gapWords({ cause, name, detail, beganAt, endedAt }: Gap, now: number): string {
  const until =
    endedAt === null
      ? `since ${dateAndTime(beganAt)} (${span(now - beganAt)})`
      : `from ${dateAndTime(beganAt)} to ${dateAndTime(endedAt)} (${span(endedAt - beganAt)})`;
  const which = name === "" ? "" : ` (${printableLine(name, 60)})`;
  const more = detail === null ? "" : `: ${printableLine(detail, 200)}`;
  return `could not receive ${until}: ${GAP_CAUSES[cause]}${which}${more}`;
}

/** The last repair of each hook that looked at the whole of a gap. */
export function repairsOf(gap: Gap, repairs: readonly Repair[]): Repair[] {
  const covering = repairs.filter(
    ({ askedBy, fromAt, untilAt }) =>
      askedBy === "gap" && fromAt <= gap.beganAt && gap.endedAt !== null && untilAt >= gap.endedAt,
  );
  // Newest first: the first of a hook is its last one.
  return [...new Map(covering.toReversed().map((repair) => [repair.hookId, repair])).values()];
}

/** `github-site: repaired: 12 found, 3 new`, or what is in its way. */
export function repairWords(repair: Repair, now: number): string {
  const { hookId, state, word, nextAt } = repair;
  const why = word === null ? "" : `: ${printableLine(word, 500)}`;
  if (state === "done") return `${hookId}: repaired: ${countWords(repair)}${why}`;
  if (state === "given_up") return `${hookId}: not repaired${why}`;
  const next = nextAt > now ? `; next try in ${span(nextAt - now)}` : "";
  if (why !== "") return `${hookId}: waits${why}${next}`;
  return `${hookId}: goes on, begun ${ago(repair.createdAt, now)}: ${countWords(repair)}`;
}

/** `12 found, 3 new, 9 known`. */
export function countWords({ counts }: Pick<Repair, "counts">): string {
  const { delivered: _, ...missed } = counts;
  const found = Object.values(missed).reduce((sum, count) => sum + count, 0);
  const { new: fresh, ...others } = missed;
  const rest = Object.entries(others).filter(([, count]) => count > 0);
  return [
    `${found} found`,
    `${fresh} new`,
    ...rest.map(([state, count]) => `${count} ${state}`),
  ].join(", ");
}
