// A bot's connection: the library's client, without retries and waits of its own, and the bot's name.

import { Api } from "node-telegram-bot-api";
import type { TargetOf } from "../../core/settings/target.ts";
import type { Clock } from "../../system/clock.ts";
import { readText } from "../wire/call.ts";
import { ask, type Told } from "./ask.ts";

/** A bot. */
export interface Bot {
  /** The number in front of its token: another token of the same bot keeps it. */
  readonly id: string;
  /** Calls a method. Never throws. */
  call<Result>(
    bounds: CallBounds,
    work: (api: Api, signal: AbortSignal) => Promise<Result>,
  ): Promise<Told<Result>>;
  /** Its name, asked for anew: by that the token is known to be good. */
  meet(bounds: CallBounds): Promise<Told<string>>;
  /** Its name as it is known; null: it was not asked for yet. */
  name(): string | null;
}

/** How long a call may take. */
export interface CallBounds {
  readonly signal: AbortSignal;
  /** Default 30 seconds. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;

/** Connects nothing yet. */
export function createBot(
  { clock }: { readonly clock: Pick<Clock, "setTimer"> },
  { token, apiUrl }: Pick<TargetOf<"telegram">, "token" | "apiUrl">,
): Bot {
  const api = new Api(token, {
    ...(apiUrl === undefined ? {} : { apiRoot: apiUrl }),
    fetch: boundedFetch,
    maxRetries: 0,
    // By the clock that is given, in `ask`.
    timeoutMs: 0,
  });
  let known: string | null = null;

  const bot: Bot = {
    id: token.split(":")[0] ?? "",
    call: ({ signal, timeoutMs = TIMEOUT_MS }, work) =>
      ask(clock, { signal, timeoutMs }, (bounded) => work(api, bounded)),
    async meet(bounds) {
      const told = await bot.call(bounds, (own, bounded) => own.getMe(bounded));
      if (!told.ok) return told;
      known = told.result.username ?? "";
      return { ok: true, result: known };
    },
    name: () => known,
  };
  return bot;
}

/** Follows no redirect, since the token is in the address, and reads no answer without end. */
async function boundedFetch(
  input: Parameters<typeof fetch>[0],
  init?: Parameters<typeof fetch>[1],
): Promise<Response> {
  const response = await fetch(input, { ...init, redirect: "manual" });
  const text = await readText(response);
  return new Response(text, { status: response.ok ? 200 : Math.max(400, response.status) });
}
