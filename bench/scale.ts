/** What kind of requests come, and how many at a time. */
export interface Load {
  readonly auth: "github" | "bearer";
  readonly connections: number;
  /** Size of a body. */
  readonly bytes: number;
}

/** How much is measured. */
export interface Scale {
  readonly loads: readonly Load[];
  /** Numbers of connections under which syncs are counted. */
  readonly syncs: readonly number[];
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

const githubLoads = (bytes: number, connections: readonly number[]): Load[] =>
  connections.map((count) => ({ auth: "github", connections: count, bytes }));

/** `npm run bench`: about five minutes. Warmed up until the compiled code is the last one. */
export const FULL: Scale = {
  loads: [
    ...githubLoads(1000, [1, 16, 64]),
    ...githubLoads(10_000, [1, 16, 64]),
    ...githubLoads(100_000, [16]),
    { auth: "bearer", connections: 16, bytes: 1000 },
  ],
  syncs: [1, 16, 64],
  rounds: 5,
  warmUpMs: 2500,
  roundMs: 1000,
  history: 100_000,
  starts: 9,
  queued: 10_000,
  children: 20,
};

/** `--quick`: under a minute. */
export const QUICK: Scale = {
  loads: [...githubLoads(1000, [16]), ...githubLoads(10_000, [16])],
  syncs: [1, 16],
  rounds: 3,
  warmUpMs: 800,
  roundMs: 500,
  history: 20_000,
  starts: 3,
  queued: 2000,
  children: 5,
};
