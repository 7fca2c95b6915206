/** The value below which this share (0 to 1) of the sorted values lies. */
export function percentile(sorted: readonly number[], share: number): number {
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return sorted[at] ?? Number.NaN;
}

/** The middle value; of two, the mean. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return (
    (percentile(sorted, (half - 0.5) / sorted.length) + (sorted[Math.floor(half)] ?? Number.NaN)) /
    2
  );
}
