// What the demo prints.

import { styleText } from "node:util";

/** Ends the demo where it does not hold. */
export function expect(holds: boolean, words: string): asserts holds {
  if (!holds) throw new Error(words);
}

/** A heading. */
export function step(words: string): void {
  console.log(`\n${styleText("bold", words)}`);
}

/** One value by its name. */
export function fact(name: string, value: string): void {
  console.log(`  ${styleText("dim", name.padEnd(16))}${value.replaceAll("\n", "\n  ")}`);
}

/** Text as it is, indented. */
export function show(text: string): void {
  console.log(text.replaceAll(/^/gm, "    "));
}

/** The last line. */
export function done(): void {
  console.log(`\n${styleText("green", "✓")} done; the temporary home is gone`);
}

/** The beginning of a long text. */
export function firstLines(text: string, count: number): string {
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => (line.length > 160 ? `${line.slice(0, 160)}…` : line));
  const left = lines.length - count;
  return left > 0
    ? [...lines.slice(0, count), `… ${String(left)} more lines`].join("\n")
    : lines.join("\n");
}
