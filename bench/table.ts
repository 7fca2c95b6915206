/** One row: a name, and one cell per column. */
export type Row = readonly [name: string, ...cells: string[]];

/** Prints rows under a heading; numbers stand right. */
export function printTable(title: string, header: Row, rows: readonly Row[]): void {
  const widths = header.map((_, at) =>
    Math.max(...[header, ...rows].map((row) => row[at]?.length ?? 0)),
  );
  const line = (row: Row): string =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ");
  console.log(`\n${title}`);
  console.log(line(header));
  for (const row of rows) console.log(line(row));
}

/** `0.74`. */
export function ratio(value: number | null): string {
  return value === null ? "-" : value.toFixed(2);
}

/** A number with as many digits as help. */
export function amount(value: number | null, unit = ""): string {
  if (value === null) return "-";
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)}${unit}`;
}
