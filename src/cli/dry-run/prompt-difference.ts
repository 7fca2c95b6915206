// In: a delivery, and a hook before and after a change. Out: the lines of its prompt that differ.

import { diff } from "node:util";
import type { Delivery, DeliveryContent } from "../../core/delivery.ts";
import type { Hook } from "../../core/hook.ts";
import { PREVIEW_BOUNDARY, PREVIEW_MARK, renderPrompt } from "../../core/render-prompt.ts";
import { findSource } from "../../sources/table.ts";
import { readPromptTemplate } from "../../system/prompt-template.ts";

/** Longer prompts are not compared line by line: that takes the square of their length. */
const MOST_LINES = 2000;

/** The prompt of a delivery as text; where there is none, why in brackets. */
export async function promptText(
  home: string,
  hook: Hook,
  recorded: { readonly delivery: Delivery; readonly content: DeliveryContent },
): Promise<string> {
  const read = await readPromptTemplate(home, hook);
  if (!read.ok) return `(${read.reason})`;
  const source = findSource(recorded.delivery.source);
  const fixed = { boundary: PREVIEW_BOUNDARY, mark: PREVIEW_MARK };
  const prompt = renderPrompt({ ...recorded, ...fixed, template: read.template, hook, source });
  return prompt.ok ? prompt.text : `(${prompt.reason})`;
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
