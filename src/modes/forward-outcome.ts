// In: what came of a request. Out: how the run ended, and when another try is of use.

import type { RunOutcome } from "../core/records/run.ts";
import { retryAfterMs } from "../core/outbound/outbound-retry.ts";
import { showControls } from "../core/text/show-controls.ts";
import type { CheckedAnswer } from "../outbound/send-checked.ts";
import { stopStatus } from "../core/records/process-ending.ts";

/** Characters of an answer that are kept. */
const LONGEST_ANSWER = 65_536;
/** What is read of one: a secret that begins within those characters is read whole. */
export const FORWARD_ANSWER_BYTES = LONGEST_ANSWER + 16_384;

type Answered = Extract<CheckedAnswer, { kind: "answer" }>;

/** Reads the end of a try. */
export function forwardOutcome(
  answer: CheckedAnswer,
  given: {
    readonly nowMs: number;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
    readonly mask: (text: string) => string;
  },
): RunOutcome {
  switch (answer.kind) {
    case "refused":
      return {
        status: "error:target_not_allowed",
        reason: `${answer.reason}; forward_allow in config.json allows single ones`,
      };
    case "unreachable":
      return { status: "error:unreachable", reason: answer.reason };
    case "timeout":
      return {
        status: "error:timeout",
        reason: `no answer within ${Math.round(given.timeoutMs / 100) / 10} s`,
      };
    case "aborted":
      return { status: stopStatus(given.signal) };
    default:
      return answered(answer, given);
  }
}

function answered(
  { status, text, cut, retryAfter }: Answered,
  { nowMs, mask }: Pick<Parameters<typeof forwardOutcome>[1], "nowMs" | "mask">,
): RunOutcome {
  // Masked before it is cut: of a secret that is cut in two nobody would know the beginning.
  const words = showControls(mask(text));
  const isLong = cut || words.length > LONGEST_ANSWER;
  const start = words.slice(0, LONGEST_ANSWER).toWellFormed();
  const answer = isLong ? `${start}\n[cut: there was more]` : words;
  if (status >= 200 && status <= 299) return { status: "success", answer };
  const isRedirect = status >= 300 && status <= 399;
  const reason = isRedirect
    ? "redirects are not followed: set the URL that it leads to"
    : undefined;
  const wait = retryAfterMs(retryAfter, nowMs);
  return {
    status: `error:http_${status}`,
    reason,
    answer,
    ...(wait === null ? {} : { retryAt: nowMs + wait }),
  };
}
