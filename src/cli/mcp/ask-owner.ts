// In: a question about a hook. Out: what its owner said, asked by the agent program itself (elicitation). A program may
// answer in its owner's place: so only what can be shown whole is asked for, and only for a switch.

import { toError, WakehookError } from "../../core/records/errors.ts";

/** What came of a question. `silent`: nobody answered in time, or whoever asked has gone. */
export type OwnerAnswer = "yes" | "no" | "dismissed" | "silent";

/** Asks whoever sits before the agent program. */
export type AskOwner = (question: string) => Promise<OwnerAnswer>;

/** The protocol's own answer. */
export interface Elicited {
  readonly action: "accept" | "decline" | "cancel";
  readonly content?: Readonly<Record<string, unknown>> | undefined;
}

/** Sends a question by the protocol; rejects where there is no answer. */
export type Elicit = (
  message: string,
  options: { readonly timeout: number; readonly signal: AbortSignal },
) => Promise<Elicited>;

/** Bounds of asking. */
export const ASK_LIMITS = {
  /** How long somebody may read. */
  waitMs: 300_000,
  /** After so many that were not answered with yes, one after the other, nobody is asked any more. */
  mostInVain: 3,
} as const;

/** The field of the form that must be ticked. */
export const SWITCH_ON = "switch_on";

/** What one program has asked so far. */
export interface Asking {
  /** @throws WakehookError `refused` where nobody is to be asked now. */
  ask(elicit: Elicit, question: string, signal: AbortSignal): Promise<OwnerAnswer>;
}

/** One question at a time. @param waitMs how long somebody may read, milliseconds */
export function createAsking(waitMs: number = ASK_LIMITS.waitMs): Asking {
  let isOpen = false;
  let inVain = 0;

  return {
    async ask(elicit, question, signal) {
      if (isOpen)
        throw new WakehookError("refused", "the owner is being asked something else already", {
          hint: "wait for that answer first",
        });
      if (inVain >= ASK_LIMITS.mostInVain)
        throw new WakehookError("refused", "the owner did not agree several times", {
          hint: "do not ask again; the owner can run the command at any time",
        });
      isOpen = true;
      try {
        const answer = await answerOf(elicit(question, { timeout: waitMs, signal }), signal);
        inVain = answer === "yes" ? 0 : inVain + 1;
        return answer;
      } finally {
        isOpen = false;
      }
    },
  };
}

/** Anything but a tick is no yes. */
async function answerOf(elicited: Promise<Elicited>, signal: AbortSignal): Promise<OwnerAnswer> {
  try {
    const { action, content } = await elicited;
    if (action === "cancel") return "dismissed";
    return action === "accept" && content?.[SWITCH_ON] === true ? "yes" : "no";
  } catch (thrown) {
    if (signal.aborted || isTimeout(thrown)) return "silent";
    const { message } = toError(thrown);
    throw new WakehookError("refused", `the agent program could not ask its owner: ${message}`, {
      cause: thrown,
    });
  }
}

/** https://modelcontextprotocol.io: the SDK's code for a request that was not answered in time. */
function isTimeout(thrown: unknown): boolean {
  return (
    typeof thrown === "object" && thrown !== null && "code" in thrown && thrown.code === -32_001
  );
}
