// In: a delivery, and a hook before and after a change. Out: the lines of its prompt that differ.

import { diff } from "node:util";
import type { Delivery, DeliveryContent } from "../../core/records/delivery.ts";
import type { Source } from "../../core/events/source.ts";
import type { Hook } from "../../core/settings/hook.ts";
import { PREVIEW_BOUNDARY, PREVIEW_MARK } from "../../core/text/render-prompt.ts";
import { renderRunInput } from "../../system/run-input.ts";

/** Longer prompts are not compared line by line: that takes the square of their length. */
const MOST_LINES = 2000;

/** The prompt or message of a delivery as text; where there is none, why in brackets. */
export async function promptText(
  home: string,
  hook: Hook,
  recorded: {
    readonly delivery: Delivery;
    readonly content: DeliveryContent;
    readonly source: Source | undefined;
  },
): Promise<string> {
  const fixed = { boundary: PREVIEW_BOUNDARY, mark: PREVIEW_MARK };
  const input = await renderRunInput(home, { ...recorded, ...fixed, hook });
  if (input === null) return "(the payload as it came)";
  return input.ok ? input.text : `(${input.reason})`;
}

/** The first lines, with so many characters; the last says that there are more. */
export function cutLines(lines: readonly string[], most: number): string[] {
  const kept: string[] = [];
  let room = most;
  for (const line of lines) {
    if (line.length > room) return [...kept, `${line.slice(0, room)}…`, "(cut: there is more)"];
    kept.push(line);
    room -= line.length;
  }
  return kept;
}

/** Lines that went begin with `-`, new ones with `+`; empty where nothing differs. */
export function differingLines(before: string, after: string): string[] {
  if (before === after) return [];
  const [old, now] = [before.split("\n"), after.split("\n")];
  if (Math.max(old.length, now.length) > MOST_LINES)
    return [`(differs; over ${MOST_LINES} lines are not compared)`];
  // In the order of Node's own: 1 is only in the first, -1 only in the second.
  const marks = { "1": "-", "-1": "+" } as const;
  return diff(old, now).flatMap(([side, line]) =>
    side === 0 ? [] : [`${marks[side === 1 ? "1" : "-1"]} ${line}`],
  );
}
