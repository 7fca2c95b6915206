// What keeps deliveries from running until it is lifted: said by the owner, or by what wakehook has seen.

/** What is paused; `name` says which one. */
export const PAUSE_KINDS = {
  all: "everything; its name is `all`",
  hook: "one hook, by its id",
  provider: "one agent program, by its name",
  entity: "one entity of a hook: its fuse has blown; `entityPauseName` makes the name",
} as const;

/** What is paused. */
export type PauseKind = keyof typeof PAUSE_KINDS;

/** Why something is paused. */
export const PAUSE_CAUSES = {
  owner: "the owner said so",
  fuse: "too many runs on one entity",
  auth: "the login is missing or has expired",
  limit: "the usage limit is reached",
  overloaded: "the model service is overloaded",
  hang: "the program stopped making progress",
  missing: "the program is not on the PATH",
} as const;

/** Why something is paused. */
export type PauseCause = keyof typeof PAUSE_CAUSES;

/** One pause. There is at most one per kind and name: the owner's own replaces any other. */
export interface Pause {
  readonly kind: PauseKind;
  readonly name: string;
  readonly cause: PauseCause;
  /** Epoch milliseconds. */
  readonly since: number;
  /** When it ends by itself; null: when the owner, or a probe, says so. */
  readonly until: number | null;
  /** In words, for people. */
  readonly reason: string;
  /** How many times in a row it was paused for this cause; 1 or more. */
  readonly strikes: number;
}

/** The name of an entity's pause. */
export function entityPauseName(hookId: string, entity: string): string {
  return `${hookId} ${entity}`;
}
