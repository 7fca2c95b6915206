// In: an answer that is no success. Out: why, in words, and whether trying again is of use.

import { retryAfterMs, shouldRetry } from "../core/outbound/outbound-retry.ts";
import { showControls } from "../core/text/show-controls.ts";
import type { CheckedAnswer } from "./send-checked.ts";

/** An answer that is no success, or none. `final`: trying again is of no use. */
export interface ApiFailure {
  readonly ok: false;
  readonly error: string;
  readonly final: boolean;
  readonly httpStatus?: number | undefined;
  /** How long the other side asks to be left alone, milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

type Answered = Extract<CheckedAnswer, { kind: "answer" }>;

/** What was asked. */
export interface Asked {
  /** `POST https://api.github.com/repos/o/r/issues/1/comments` */
  readonly what: string;
  /** What the token needs for it. */
  readonly needs: string;
  readonly nowMs: number;
  readonly timeoutMs: number;
  /** Replaces every secret: a receiver may say what it was sent. */
  readonly mask: (text: string) => string;
  /** Where the owner has written the token: `report_to_sender`. */
  readonly tokenField: string;
}

/** Characters of an answer that stand in the record of a try. */
const SHOWN = 300;
/** What is waited where a system asks for patience and does not say how long. */
const PATIENCE_MS = 60_000;

/** Judges it. */
export function judgeApi(answer: CheckedAnswer, asked: Asked): ApiFailure {
  const failed = (error: string, final = false): ApiFailure => ({ ok: false, error, final });
  switch (answer.kind) {
    case "refused":
      return failed(
        `${asked.what}: ${answer.reason}; forward_allow in config.json allows single ones`,
        true,
      );
    case "unreachable":
      return failed(`${asked.what}: ${answer.reason}`);
    case "timeout":
      return failed(`${asked.what}: no answer within ${Math.round(asked.timeoutMs / 1000)} s`);
    case "aborted":
      return failed("ended by the stop");
    default:
      return answered(answer, asked);
  }
}

function answered(answer: Answered, asked: Asked): ApiFailure {
  const { status: httpStatus } = answer;
  const wait = askedWaitMs(answer, asked.nowMs);
  const final = wait === null && !shouldRetry(httpStatus);
  const words = [
    `HTTP ${httpStatus} to ${asked.what}`,
    saidBy(answer, asked),
    meaningOf(answer, asked),
  ];
  const error = words.filter((word) => word !== "").join(": ");
  return { ok: false, httpStatus, error, final, retryAfterMs: wait ?? undefined };
}

/** GitHub says 403, too, where it asks for patience: by Retry-After, by its rate limit's end, or in words alone. */
function askedWaitMs(answer: Answered, nowMs: number): number | null {
  const { status, retryAfter, headers, text } = answer;
  const isPatience = status === 403 || shouldRetry(status);
  if (!isPatience) return null;
  const wait = retryAfterMs(retryAfter, nowMs);
  if (wait !== null) return wait;
  if (status !== 403 && status !== 429) return null;
  const prefix = headers["x-ratelimit-remaining"] === undefined ? "ratelimit" : "x-ratelimit";
  const reset = Number(headers[`${prefix}-reset`]);
  if (headers[`${prefix}-remaining`] === "0" && Number.isFinite(reset))
    return retryAfterMs(String(Math.max(1, Math.ceil(reset - nowMs / 1000))), nowMs);
  return status === 429 || /rate limit/i.test(text) ? PATIENCE_MS : null;
}

function meaningOf({ status, headers }: Answered, { needs, tokenField }: Asked): string {
  const accepted = headers["x-accepted-github-permissions"] ?? headers["x-accepted-oauth-scopes"];
  const asks = typeof accepted === "string" && accepted !== "" ? ` (it asks for ${accepted})` : "";
  switch (status) {
    case 401:
      return `the token is not valid: give ${tokenField} another one`;
    case 403:
      return `the token may not do this: it needs ${needs}${asks}`;
    case 404:
      return `it is not there, or the token may not see it: it needs ${needs}${asks}`;
    default:
      if (status >= 300 && status <= 399) return "redirects are not followed";
      return "";
  }
}

/** Masked before it is cut: of a secret that is cut in two nobody would know the beginning. */
function saidBy({ text }: Answered, { mask }: Asked): string {
  return showControls(mask(said(text)))
    .trim()
    .slice(0, SHOWN)
    .toWellFormed();
}

/** The words of an error in JSON, as most APIs have it; else the text as it is. */
function said(text: string): string {
  try {
    const { message, error } = JSON.parse(text) as { message?: unknown; error?: unknown };
    const words = message ?? error;
    return words === undefined ? text : typeof words === "string" ? words : JSON.stringify(words);
  } catch {
    return text;
  }
}
