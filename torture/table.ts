// The table that a person reads, on a terminal and in docs/reliability.md.

import type { Row } from "./part.ts";

const HEAD = ["fault", "times", "promised", "seen", "kept"];

/** The rows as a Markdown table with aligned columns. */
export function markdownTable(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map((row) => cellsOf(row))];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(HEAD), rule, ...cells.slice(1).map(line)].join("\n");
}

function cellsOf(row: Row): string[] {
  const texts = [row.fault, row.times.toLocaleString("en"), row.promised, row.seen];
  return [
    ...texts.map((text) => text.replaceAll(/[|*<]/g, String.raw`\$&`)),
    row.kept ? "yes" : "NO",
  ];
}
