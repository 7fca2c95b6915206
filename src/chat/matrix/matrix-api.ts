// One request of Matrix' client-server API. In: what is asked. Out: what the homeserver says, or its refusal as what it
// means for whoever has to mend it.

import { wholeWords } from "../../core/text/whole-words.ts";
import type { ChannelResult } from "../../core/ports/channel-port.ts";
import type { TargetOf } from "../../core/settings/target.ts";
import type { Clock } from "../../system/clock.ts";
import { call, resultOf, type PlatformAnswer } from "../wire/call.ts";

/** A request; `path` is what stands behind `/_matrix/`, its pieces encoded. */
export interface MatrixRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  /** JSON, or a file. */
  readonly body?: object | Uint8Array;
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}

/** What the homeserver said. */
export type MatrixAnswer =
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>> }
  | {
      readonly ok: false;
      /** `M_...`; empty: it gave none. */
      readonly code: string;
      readonly refusal: Refusal;
    };

/** Why something was not done, for the outbox and its owner. */
export type Refusal = Extract<ChannelResult, { ok: false }>;

/** Asks the homeserver of a target. Never throws. */
export type AskMatrix = (request: MatrixRequest) => Promise<MatrixAnswer>;

/** Refusals that only the owner can mend, and how. */
const BROKEN: Readonly<Record<string, string>> = {
  M_UNKNOWN_TOKEN:
    "its access token is not valid any more: log the bot in anew and put the new token in config.json",
  M_MISSING_TOKEN: "it takes no access token: is this a homeserver?",
  M_USER_DEACTIVATED: "the bot's account was closed: make another one",
  M_USER_LOCKED: "the bot's account is locked: its homeserver's administrator can unlock it",
  M_CONSENT_NOT_GIVEN:
    "the bot's account has to agree to the homeserver's terms: log in with it once in an app",
};
const ROOM_PATH = "client/v3/rooms/";
const FORBIDDEN =
  "the bot is not in its room any more, or may not write there: `wakehook channel pair` makes a new one";

/** Creates what asks. */
export function createMatrixApi(
  clock: Pick<Clock, "setTimer" | "now">,
  { homeserver, token }: Pick<TargetOf<"matrix">, "homeserver" | "token">,
): AskMatrix {
  const base = homeserver.replace(/\/+$/, "");
  return async ({ method, path, body, timeoutMs, signal }) => {
    const isFile = body instanceof Uint8Array;
    const answer = await call(clock, {
      url: `${base}/_matrix/${path}`,
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": isFile ? "application/octet-stream" : "application/json",
      },
      ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      signal,
    });
    return toAnswer(answer, { now: clock.now(), isInRoom: path.startsWith(ROOM_PATH) });
  };
}

function toAnswer(
  answer: PlatformAnswer,
  { now, isInRoom }: { readonly now: number; readonly isInRoom: boolean },
): MatrixAnswer {
  const body = answer.kind === "answer" ? recordOf(answer.body) : {};
  const code = textOf(body, "errcode") ?? "";
  const result = resultOf(answer, wordsOf(body), now);
  if (result.ok) return { ok: true, body };
  const broken = isInRoom && code === "M_FORBIDDEN" ? FORBIDDEN : BROKEN[code];
  if (broken !== undefined)
    return { ok: false, code, refusal: { ...result, error: broken, final: false, broken: true } };
  const { retry_after_ms: wait } = body;
  if (code === "M_LIMIT_EXCEEDED" && typeof wait === "number" && wait >= 0)
    return { ok: false, code, refusal: { ...result, retryAfterMs: Math.min(wait, MOST_WAIT_MS) } };
  return { ok: false, code, refusal: result };
}

const MOST_WAIT_MS = 3_600_000;

function wordsOf(body: Readonly<Record<string, unknown>>): string {
  const parts = [textOf(body, "errcode"), textOf(body, "error")];
  return wholeWords(parts.filter((part) => part !== null).join(" "), 200);
}

/** An object of JSON; anything else is an empty one. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : {};
}

/** A list of JSON; anything else is an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text in an object; null: there is none. */
export function textOf(value: unknown, key: string): string | null {
  const record = recordOf(value);
  const found = Object.hasOwn(record, key) ? record[key] : null;
  return typeof found === "string" ? found : null;
}
