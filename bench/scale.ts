/** What is measured beside the daemon, in the order of the rounds. */
export const PEERS = ["nothing", "plain", "log", "webhook"] as const;
/** `nothing`: Hono, keeps nothing. `plain`: bare node:http, keeps nothing. `log`: appends and syncs in groups. */
export type Peer = (typeof PEERS)[number];

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
  /** What else is measured beside the log, where it is there. */
  readonly peers: readonly Peer[];
  /** Numbers of connections under which syncs are counted. */
  readonly syncs: readonly number[];
  readonly rounds: number;
  /** Requests before the first round: by then the compiled code is nearly the last one. */
  readonly warmUp: number;
  readonly roundMs: number;
  /** Deliveries of the ledger with a past. */
  readonly history: number;
  /** Deliveries of the ledger whose lists are looked at. */
  readonly deliveries: number;
  /** Starts of each program. */
  readonly starts: number;
  /** Deliveries that wait while memory is looked at. */
  readonly queued: number;
  /** Children whose start is timed. */
  readonly children: number;
}

const githubLoads = (bytes: number, connections: readonly number[]): Load[] =>
  connections.map((count) => ({ auth: "github", connections: count, bytes }));

/** `npm run bench`: about ten minutes. */
export const FULL: Scale = {
  peers: PEERS,
  loads: [
    ...githubLoads(1000, [1, 16, 64]),
    ...githubLoads(10_000, [1, 16, 64]),
    ...githubLoads(100_000, [1, 16, 64]),
    { auth: "bearer", connections: 16, bytes: 1000 },
  ],
  syncs: [1, 16, 64],
  rounds: 5,
  warmUp: 8000,
  roundMs: 1000,
  history: 100_000,
  deliveries: 1_000_000,
  starts: 9,
  queued: 10_000,
  children: 20,
};

/** `--quick`: about a minute. */
export const QUICK: Scale = {
  peers: ["log", "nothing"],
  loads: [...githubLoads(1000, [16]), ...githubLoads(10_000, [16])],
  syncs: [1, 16],
  rounds: 3,
  warmUp: 2000,
  roundMs: 500,
  history: 20_000,
  deliveries: 50_000,
  starts: 3,
  queued: 2000,
  children: 5,
};
