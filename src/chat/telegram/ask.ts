// One call of the Bot API, bounded in time. In: the call. Out: what it gave, or why not, as a value.

import { TelegramApiError, TelegramBotError } from "node-telegram-bot-api";
import { toError } from "../../core/errors.ts";
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

function faultOf(error: Error): Fault {
  if (!(error instanceof TelegramApiError)) return silence(wordsOf(error));
  const { errorCode, description, retryAfter, migrateToChatId } = error;
  return {
    code: errorCode,
    words: description.slice(0, LONGEST_WORDS),
    retryAfterMs: retryAfter === undefined ? null : retryAfter * 1000,
    movedTo: migrateToChatId === undefined ? null : String(migrateToChatId),
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
  return (cause instanceof Error ? networkWords(cause) : error.message).slice(0, LONGEST_WORDS);
}
