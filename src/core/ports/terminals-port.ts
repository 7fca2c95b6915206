// Agent sessions that are open in a terminal, as hook programs of that agent tell of them. Implemented in wake/.

/** One session. */
export interface TerminalSession {
  /** As the agent calls it. */
  readonly id: string;
  /** Where it was started. */
  readonly folder: string;
  /** Where the agent writes down what is said; null: unknown. */
  readonly transcript: string | null;
  /** The agent's process. */
  readonly pid: number;
}

/** Whether somebody works in it. */
export type TerminalState = "idle" | "busy";

/** What a hook program tells; `at` is when it was started, epoch milliseconds: the last word counts. */
export type TerminalNews = { readonly at: number } & (
  | {
      readonly kind: "busy";
      /** The key of a wake, where the turn has begun with one. */
      readonly key: string | null;
      readonly promptId: string | null;
    }
  | {
      readonly kind: "idle";
      readonly promptId: string | null;
      /** The last words of the turn that has ended; null: none. */
      readonly reply: string | null;
      /** Why the turn came to no end of its own; null: it did. */
      readonly fault: string | null;
    }
  | { readonly kind: "end" }
);

/** A hook program that waits for something to wake its session with. */
export interface TerminalWaiter {
  readonly id: string;
  /** When it was started: the youngest of a session counts. */
  readonly at: number;
  readonly state: TerminalState;
  readonly stateAt: number;
}

/** What a waiter is told. `leave`: a younger one waits, or the session has ended. */
export type TerminalAnswer =
  | { readonly kind: "none" }
  | { readonly kind: "leave" }
  | { readonly kind: "text"; readonly key: string; readonly text: string };

/** A session as the owner sees it. */
export interface TerminalView {
  readonly id: string;
  readonly folder: string;
  readonly pid: number;
  readonly state: TerminalState;
  readonly stateAt: number;
  /** Whether a hook program waits in it: without one it cannot be woken. */
  readonly waits: boolean;
}

/** What the admin API asks. */
export interface TerminalsPort {
  /** Gives back whether a waiter is there. */
  tell(session: TerminalSession, news: TerminalNews): { readonly waits: boolean };
  /** Settles with something to do, or `none` after a while. */
  wait(
    session: TerminalSession,
    waiter: TerminalWaiter,
    signal: AbortSignal,
  ): Promise<TerminalAnswer>;
  /** A waiter is about to hand the text over; false: it must not. @throws WakehookError `storage_unavailable`. */
  take(sessionId: string, waiterId: string, key: string): boolean;
  list(): TerminalView[];
}
