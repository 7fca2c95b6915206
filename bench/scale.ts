/** How much is measured. */
export interface Scale {
  readonly bodyBytes: readonly number[];
  readonly connections: readonly number[];
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly roundMs: number;
  /** Deliveries of the ledger with a past. */
  readonly history: number;
  /** Starts of each program. */
  readonly starts: number;
  /** Deliveries that wait while memory is looked at. */
  readonly queued: number;
  /** Children whose start is timed. */
  readonly children: number;
}

/** `npm run bench`: about three minutes. */
export const FULL: Scale = {
  bodyBytes: [1000, 10_000],
  connections: [1, 16, 64],
  rounds: 5,
  warmUpMs: 700,
  roundMs: 1000,
  history: 100_000,
  starts: 9,
  queued: 10_000,
  children: 20,
};

/** `--quick`: under a minute. */
export const QUICK: Scale = {
  bodyBytes: [1000, 10_000],
  connections: [16],
  rounds: 3,
  warmUpMs: 400,
  roundMs: 500,
  history: 20_000,
  starts: 3,
  queued: 2000,
  children: 5,
};
