// One call of the Bot API, bounded in time. In: the call. Out: what it gave, or why not, as a value.

import { TelegramApiError, TelegramBotError } from "node-telegram-bot-api";
import { wholeWords } from "../../core/text/whole-words.ts";
import { toError } from "../../core/records/errors.ts";
import type { Clock } from "../../system/clock.ts";
import { networkWords } from "../wire/call.ts";

/** Why a call gave nothing. */
export interface Fault {
  /** What Telegram answered with; null: nobody answered, or nothing that is an answer. */
  readonly code: number | null;
  /** Its own words, or those of the network; never a secret. */
  readonly words: string;
  readonly retryAfterMs: number | null;
  /** The group is a supergroup now, and this is its chat. */
  readonly movedTo: string | null;
}

/** What a call gave. */
export type Told<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly fault: Fault };

const LONGEST_WORDS = 200;

/** Calls, and gives up after a time. Never throws. */
export async function ask<Result>(
  clock: Pick<Clock, "setTimer">,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Told<Result>> {
  const ended = new AbortController();
  const late = clock.setTimer(() => ended.abort(), timeoutMs, { unref: true });
  try {
    return { ok: true, result: await work(AbortSignal.any([signal, ended.signal])) };
  } catch (thrown) {
    if (signal.aborted) return { ok: false, fault: silence("interrupted") };
    if (ended.signal.aborted)
      return { ok: false, fault: silence(`no answer within ${Math.round(timeoutMs / 1000)} s`) };
    return { ok: false, fault: faultOf(toError(thrown)) };
  } finally {
    late.clear();
  }
}

type Wire = Pick<TelegramApiError, "errorCode" | "description" | "retryAfter" | "migrateToChatId">;

function faultOf(error: Error): Fault {
  if (!(error instanceof TelegramApiError)) return silence(wordsOf(error));
  // As it came over the wire: a server in between may answer with anything.
  const {
    errorCode,
    description,
    retryAfter,
    migrateToChatId,
  }: Readonly<Record<keyof Wire, unknown>> = error;
  return {
    code: typeof errorCode === "number" ? errorCode : null,
    words:
      typeof description === "string" ? wholeWords(description, LONGEST_WORDS) : "no reason given",
    retryAfterMs: typeof retryAfter === "number" && retryAfter > 0 ? retryAfter * 1000 : null,
    movedTo: Number.isSafeInteger(migrateToChatId) ? String(migrateToChatId) : null,
  };
}

function silence(words: string): Fault {
  return { code: null, words, retryAfterMs: null, movedTo: null };
}

/** The library says which method failed; why, its cause says. */
function wordsOf(error: Error): string {
  if (error instanceof TelegramBotError && error.code === "EPARSE")
    return "what answered is no Bot API server";
  const { cause } = error;
  return wholeWords(cause instanceof Error ? networkWords(cause) : error.message, LONGEST_WORDS);
}
