// Samples over time come in; how fast they rise goes out.

/** A straight line through samples. */
export interface Slope {
  readonly perMinute: number;
  readonly first: number;
  readonly last: number;
}

/** One look. */
export interface Sample {
  /** Milliseconds since the start. */
  readonly at: number;
  readonly value: number;
}

const MINUTE_MS = 60_000;

/** Least squares; 0 where there are fewer than two samples. */
export function slopeOf(samples: readonly Sample[]): Slope {
  const count = Math.max(1, samples.length);
  const meanAt = samples.reduce((sum, { at }) => sum + at, 0) / count;
  const mean = samples.reduce((sum, { value }) => sum + value, 0) / count;
  let products = 0;
  let squares = 0;
  for (const { at, value } of samples) {
    products += (at - meanAt) * (value - mean);
    squares += (at - meanAt) ** 2;
  }
  return {
    perMinute: squares === 0 ? 0 : (products / squares) * MINUTE_MS,
    first: samples[0]?.value ?? 0,
    last: samples.at(-1)?.value ?? 0,
  };
}
