// In: a hook, and how often an entity ran. Out: whether the entity's fuse blows.

import type { Hook } from "../settings/hook.ts";

/** The fuse of a hook that sets none: on from the first hook. */
const DEFAULT_FUSE = { runs: 5, withinSeconds: 600 } as const;

/** How many runs on one entity, within how long, pause it. */
export interface FuseLimits {
  readonly runs: number;
  readonly withinSeconds: number;
}

/** The fuse in force for a hook; runs are counted since `now - withinSeconds`. */
export function fuseOf(hook: Pick<Hook, "fuse">): FuseLimits {
  return hook.fuse ?? DEFAULT_FUSE;
}

/**
 * Tells whether one run more would be too many.
 * @param runsOnEntity runs on the delivery's entity within the fuse's time; 0 where it has none
 */
export function fuseBlows(hook: Pick<Hook, "fuse">, runsOnEntity: number): boolean {
  return runsOnEntity >= fuseOf(hook).runs;
}
