// A run as the ledger keeps it, and how it ended as a mode tells it.

import type { DeliveryId, HookId, RunId } from "./ids.ts";
import type { DoneStatus } from "./status.ts";

/** One attempt to carry a delivery out. */
export interface Run {
  readonly id: RunId;
  readonly deliveryId: DeliveryId;
  readonly hookId: HookId;
  readonly attempt: number;
  readonly mode: string;
  /** The agent CLI or target that does it. */
  readonly agent: string | null;
  readonly state: "running" | "done";
  readonly status: DoneStatus | null;
  readonly reason: string | null;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly pid: number | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly sessionId: string | null;
  readonly costUsd: number | null;
  readonly turns: number | null;
  /** Tokens as the agent counts them; null where it does not say. */
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  /** Tools that the agent asked for and was denied. */
  readonly deniedTools: readonly string[];
  /** The folder that it worked in. */
  readonly folder: string | null;
  /** The answer, cut to 64 kB; whole in `runs/<run id>/result.md`. */
  readonly answer: string | null;
}

/** How a run ended, as a mode tells it. */
export interface RunOutcome {
  readonly status: DoneStatus;
  readonly reason?: string | undefined;
  /** The agent's words; empty where there are none. */
  readonly answer?: string | undefined;
  readonly agent?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly sessionId?: string | undefined;
  /** true: the agent does not know the conversation that it should have continued. It did nothing. */
  readonly sessionUnknown?: true | undefined;
  readonly costUsd?: number | undefined;
  readonly turns?: number | undefined;
  readonly tokensIn?: number | undefined;
  readonly tokensOut?: number | undefined;
  readonly deniedTools?: readonly string[] | undefined;
  readonly folder?: string | undefined;
  /** true: the agent failed before it did anything, so running it again repeats nothing. */
  readonly untouched?: boolean | undefined;
  /** When the provider says that it works again (usage limit, overload); epoch milliseconds. */
  readonly retryAt?: number | undefined;
  /** The branch that keeps what an agent changed in a worktree of its own, and what that is. */
  readonly worktree?: Worktree | undefined;
}

/** What a run in a worktree of its own left for the owner. */
export interface Worktree {
  readonly branch: string;
  readonly folder: string;
  /** `3 files changed, 20 insertions(+)`: one line. */
  readonly changes: string;
}
