// One call of Slack's Web API, through Slack's own client. In: a method and what it is given. Out: its answer, or why
// there is none, as the outbox is to understand it. Nothing is tried again here: the outbox does that.

import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
  type WebClientOptions,
} from "@slack/web-api";
import { toError } from "../../core/records/errors.ts";
import type { ChannelResult } from "../../core/ports/channel-port.ts";
import type { Clock } from "../../system/clock.ts";
import { networkWords } from "../wire/call.ts";
import { boundedFetch } from "../wire/bounded-fetch.ts";
import { resultOfCode } from "./slack-errors.ts";

/** What was answered. */
export type SlackAnswer =
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>> }
  | {
      readonly ok: false;
      /** Slack's own word for it; empty: Slack itself was not reached, or had no time. */
      readonly code: string;
      readonly result: Extract<ChannelResult, { ok: false }>;
    };

/** What a call needs. */
export interface SlackCallDeps {
  readonly clock: Pick<Clock, "setTimer">;
  readonly token: string;
  readonly apiUrl: string | undefined;
}

/** Its library would write to the console; what matters stands in its answers. */
export const SILENT: NonNullable<WebClientOptions["logger"]> = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => "error" as ReturnType<NonNullable<WebClientOptions["logger"]>["getLevel"]>,
  setName: () => {},
};

/** How Slack's client is to behave: once, and no longer than it may take. */
export function clientOptions(
  { clock, apiUrl }: Pick<SlackCallDeps, "clock" | "apiUrl">,
  signal: AbortSignal,
): Omit<WebClientOptions, "logger" | "logLevel"> {
  return {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    fetch: boundedFetch(clock, signal),
  };
}

/** Asks Slack. Does not throw. */
export async function askSlack(
  deps: SlackCallDeps,
  { method, args, signal }: { method: string; args: Record<string, unknown>; signal: AbortSignal },
): Promise<SlackAnswer> {
  try {
    const client = new WebClient(deps.token, { ...clientOptions(deps, signal), logger: SILENT });
    const { ...body } = await client.apiCall(method, args);
    return { ok: true, body };
  } catch (thrown) {
    return troubleOf(thrown);
  }
}

/** What the client threw, in words. */
export function troubleOf(thrown: unknown): Extract<SlackAnswer, { ok: false }> {
  if (thrown instanceof WebAPIPlatformError) {
    const { error, needed } = thrown.data as { error: string; needed?: unknown };
    const scope = typeof needed === "string" ? needed : null;
    return { ok: false, code: error, result: resultOfCode(error, scope) };
  }
  if (thrown instanceof WebAPIRateLimitedError)
    return failed("too many messages", thrown.retryAfter * 1000);
  // Slack itself answers 200 or 429: whatever else comes, something before it says.
  if (thrown instanceof WebAPIHTTPError) return failed(`it answered ${thrown.statusCode}`);
  if (thrown instanceof WebAPIRequestError) return failed(networkWords(thrown.original));
  return failed(networkWords(toError(thrown)));
}

function failed(error: string, retryAfterMs?: number): Extract<SlackAnswer, { ok: false }> {
  return { ok: false, code: "", result: { ok: false, error, final: false, retryAfterMs } };
}
