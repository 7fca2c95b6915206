// Rows of texts in, aligned lines out.

/** Aligns rows into columns; the last column is not padded. Widths are counted before styles. */
export function columns(
  rows: ReadonlyArray<readonly string[]>,
  style: (text: string, row: number, column: number) => string = (text) => text,
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  }
  return rows.map((row, line) =>
    row
      .map((cell, at) => {
        const padding = at === row.length - 1 ? "" : " ".repeat((widths[at] ?? 0) - cell.length);
        return style(cell, line, at) + padding;
      })
      .join("  ")
      .trimEnd(),
  );
}

/** Aligns `name: value` pairs; those without a value are left out. */
export function fields(pairs: ReadonlyArray<readonly [string, string | null]>): string[] {
  return columns(
    pairs.filter((pair): pair is [string, string] => pair[1] !== null && pair[1] !== ""),
  );
}

/** `1 error`, `2 errors`. */
export function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`;
}
