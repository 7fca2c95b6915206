// In: what a receiver answered. Out: whether it took the message, and if not, whether trying again is of use.

import { retryAfterMs, shouldRetry } from "../../core/outbound/outbound-retry.ts";
import type { SinkResult } from "../sink.ts";
import type { PostAnswer } from "./post-message.ts";

/** Characters of the answer that stand in the record of a try. */
const SHOWN = 200;
const GONE = 410;

/** Judges an answer. Its words are masked before they are cut: a receiver may say what it was sent. */
export function judgeAnswer(
  answer: PostAnswer,
  nowMs: number,
  mask = (words: string): string => words,
): SinkResult {
  if (answer.kind === "none") return { ok: false, error: answer.error, final: false };
  const { status: httpStatus, text } = answer;
  if (httpStatus >= 200 && httpStatus <= 299) return { ok: true, httpStatus };
  const said = mask(text).trim().slice(0, SHOWN).toWellFormed();
  const failed = { ok: false, httpStatus } as const;
  const words = `HTTP ${httpStatus}${said === "" ? "" : `: ${said}`}`;
  if (httpStatus === GONE)
    return { ...failed, error: "HTTP 410: the receiver wants no more", final: true, gone: true };
  if (httpStatus >= 300 && httpStatus <= 399)
    return { ...failed, error: `HTTP ${httpStatus}: redirects are not followed`, final: true };
  if (!shouldRetry(httpStatus)) return { ...failed, error: words, final: true };
  const wait = retryAfterMs(answer.retryAfter, nowMs);
  return { ...failed, error: words, final: false, retryAfterMs: wait ?? undefined };
}
