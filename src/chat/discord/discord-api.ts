// One request to Discord. In: what is asked. Out: its answer, or why there is none, as the outbox is to understand it.
// Nothing is tried again here: the outbox does that.

import { wholeWords } from "../../core/text/whole-words.ts";
import type { ChannelResult } from "../../core/ports/channel-port.ts";
import type { TargetOf } from "../../core/settings/target.ts";
import type { Clock } from "../../system/clock.ts";
import { call, type PlatformAnswer, type PlatformCall } from "../wire/call.ts";
import { resultOfCode } from "./discord-errors.ts";

/** What was answered. */
export type DiscordAnswer =
  | { readonly ok: true; readonly body: unknown }
  | {
      readonly ok: false;
      readonly status: number;
      /** Discord's own number for it; 0: it gave none. */
      readonly code: number;
      readonly result: Extract<ChannelResult, { ok: false }>;
    };

/** What a request needs. */
export interface DiscordDeps {
  readonly clock: Pick<Clock, "setTimer" | "now">;
  readonly target: TargetOf<"discord">;
}

/** A request. */
export interface DiscordRequest {
  readonly method: NonNullable<PlatformCall["method"]>;
  /** Behind the version. */
  readonly path: string;
  /** JSON, or a form with files. */
  readonly body?: object | FormData;
  readonly signal: AbortSignal;
}

const API = "https://discord.com/api";
/** Discord refuses clients that do not say what they are. */
const USER_AGENT = "DiscordBot (https://www.npmjs.com/package/wakehook, 1)";

/** Asks Discord. Does not throw. */
export async function askDiscord(
  { clock, target }: DiscordDeps,
  { method, path, body, signal }: DiscordRequest,
): Promise<DiscordAnswer> {
  const answer = await call(clock, {
    url: `${(target.apiUrl ?? API).replace(/\/+$/, "")}/v10${path}`,
    method,
    signal,
    ...(await written(target, body)),
  });
  if (answer.kind === "none") return failed(0, 0, { ok: false, error: answer.error, final: false });
  const { status, body: answered } = answer;
  if (status >= 200 && status <= 299) return { ok: true, body: answered };
  const { code } = record(answered);
  const number = typeof code === "number" ? code : 0;
  return failed(status, number, toResult(answer, number));
}

/** A record, whatever was told. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

async function written(
  { token }: TargetOf<"discord">,
  body: DiscordRequest["body"],
): Promise<Pick<PlatformCall, "headers" | "body">> {
  const headers = { authorization: `Bot ${token}`, "user-agent": USER_AGENT };
  if (body === undefined) return { headers };
  if (!(body instanceof FormData))
    return {
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    };
  const form = new Response(body);
  const type = form.headers.get("content-type") ?? "multipart/form-data";
  return {
    headers: { ...headers, "content-type": type },
    body: new Uint8Array(await form.arrayBuffer()),
  };
}

function toResult(
  answer: Extract<PlatformAnswer, { kind: "answer" }>,
  code: number,
): Extract<ChannelResult, { ok: false }> {
  const { status, headers, body } = answer;
  const { message, retry_after: wait, errors } = record(body);
  if (status === 429 || status === 408 || status >= 500) {
    // Seconds, with a fraction in the body; what stands before Discord gives the header alone.
    const seconds = typeof wait === "number" ? wait : Number(headers.get("retry-after") ?? "0");
    const retry = seconds > 0 ? { retryAfterMs: Math.ceil(seconds * 1000) } : {};
    return { ok: false, error: `it answered ${status}`, final: false, ...retry };
  }
  const what = typeof message === "string" ? wholeWords(message, 200) : "";
  const where = errors === undefined ? "" : ` ${wholeWords(JSON.stringify(errors), 200)}`;
  return resultOfCode({ status, code, words: `${what}${where}` });
}

function failed(
  status: number,
  code: number,
  result: Extract<ChannelResult, { ok: false }>,
): DiscordAnswer {
  return { ok: false, status, code, result };
}
