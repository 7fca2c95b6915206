// In: a request to a system's API. Out: its answer as JSON, or why there is none, in words that name what the token
// lacks, and whether trying again is of use. Where it goes is checked at every request.

import type { IncomingHttpHeaders } from "node:http";
import type { Clock } from "../system/clock.ts";
import { judgeApi, type ApiFailure } from "./judge-api.ts";
import { sendChecked, type CheckedAnswer, type SendDeps } from "./send-checked.ts";

/** One request. */
export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** Sent as JSON; absent: no body. */
  readonly json?: unknown;
  /** Sent as it is, in place of `json`. */
  readonly body?: Uint8Array | null;
  /** What the token needs for it, as the system calls it. */
  readonly needs: string;
  /** Whether what is answered is needed whole; default: of a GET. */
  readonly isRead?: boolean;
  /** What reasons call the address; default its origin and path. */
  readonly shown?: string;
  /** Most bytes of an answer that is needed whole. */
  readonly answerBytes?: number;
}

/** A success, or what came in its place. */
export type ApiAnswer =
  | {
      readonly ok: true;
      readonly httpStatus: number;
      readonly text: string;
      /** undefined: it is no JSON. */
      readonly json: unknown;
      readonly headers: IncomingHttpHeaders;
      /** There was more, or it did not come. */
      readonly cut: boolean;
    }
  | ApiFailure;

/** Asks. Never throws. */
export type Ask = (request: ApiRequest) => Promise<ApiAnswer>;

/** What asking needs. */
export interface AskDeps extends SendDeps {
  readonly clock: Clock;
  /** `forward_allow` of config.json. */
  readonly allowed: readonly string[];
  readonly signal: AbortSignal;
  readonly mask: (text: string) => string;
  /** Where the owner has written the token; what words of a refusal name. */
  readonly tokenField: string;
}

/** How long one request may take. */
const TIMEOUT_MS = 30_000;
/** Thirty comments of the longest kind. */
const ANSWER_BYTES = 16_777_216;
/** Enough for words of an error, whatever else is sent. */
const WORDS_BYTES = 16_384;

const JSON_TYPE: [string, string] = ["content-type", "application/json"];

/** Makes what asks. */
export function createAsk(deps: AskDeps): Ask {
  return async (request) => {
    const { method, url, headers, json, body, needs, shown } = request;
    const { isRead = method === "GET", answerBytes = ANSWER_BYTES } = request;
    const own = json === undefined ? (body ?? null) : Buffer.from(JSON.stringify(json));
    const given = new Set(headers.map(([name]) => name));
    const usual: Array<[string, string]> = [
      ["user-agent", "wakehook"],
      ["accept-encoding", "identity"],
      ...(json === undefined ? [] : [JSON_TYPE]),
    ];
    const answer = await sendChecked(deps, {
      method,
      url,
      headers: [...usual.filter(([name]) => !given.has(name)), ...headers],
      body: own,
      allowed: deps.allowed,
      timeoutMs: TIMEOUT_MS,
      signal: deps.signal,
      answerBytes: isRead ? answerBytes : WORDS_BYTES,
      answerMs: TIMEOUT_MS,
    });
    if (isSuccess(answer)) return success(answer);
    const what = `${method} ${shown ?? url.origin + url.pathname}`;
    const { clock, mask, tokenField } = deps;
    const asked = { what, needs, nowMs: clock.now(), timeoutMs: TIMEOUT_MS, mask, tokenField };
    return judgeApi(answer, asked);
  };
}

type Answered = Extract<CheckedAnswer, { kind: "answer" }>;

function isSuccess(answer: CheckedAnswer): answer is Answered {
  return answer.kind === "answer" && answer.status >= 200 && answer.status <= 299;
}

function success({ status: httpStatus, text, headers, cut }: Answered): ApiAnswer {
  return { ok: true, httpStatus, text, json: jsonOf(text), headers, cut };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
