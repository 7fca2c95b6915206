// A value or a code in, an HTTP answer of the admin API out. The only place that builds one.

import { ERROR_CODES, type ErrorCode } from "../core/records/errors.ts";
import type { Problem } from "../core/settings/problem.ts";
import { wireProblem } from "../core/wire/wire.ts";

/** One row per error code of the admin API: its HTTP status. The codes of core/records/errors.ts keep theirs. */
const OWN_CODES = {
  unauthorized: 401,
  too_many_failures: 429,
  scope_missing: 403,
  idempotency_mismatch: 422,
  idempotency_unknown: 409,
  host_not_allowed: 403,
  origin_not_allowed: 403,
  method_not_allowed: 405,
  body_timeout: 408,
  body_too_large: 413,
  content_type_must_be_json: 415,
  invalid_json: 400,
  body_must_be_object: 400,
  too_many_watchers: 503,
  shutting_down: 503,
  internal: 500,
} as const;

/** A code as in `{"error": "<code>", "message", "hint"}`. */
export type AdminErrorCode = keyof typeof OWN_CODES | ErrorCode;

/** Every code that the admin API answers with, and its HTTP status; the reference is printed from it. */
export const ADMIN_ERRORS: Readonly<Record<AdminErrorCode, number>> = {
  ...(Object.fromEntries(
    Object.entries(ERROR_CODES).map(([code, row]) => [code, row.http]),
  ) as Record<ErrorCode, number>),
  ...OWN_CODES,
};

/** A check said no: everything that the caller reads of it. */
export interface AdminRefusal {
  readonly ok: false;
  readonly code: AdminErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  /** What is wrong with settings, each with its field; the message says the same in one text. */
  readonly problems?: readonly Problem[];
}

/** Builds a refusal. `message` says what happened and the value seen, `hint` what to do next; neither holds a secret. */
export function refusal(code: AdminErrorCode, message: string, hint?: string): AdminRefusal {
  return hint === undefined ? { ok: false, code, message } : { ok: false, code, message, hint };
}

/** Sent with every answer, so that no page of a browser can read, frame, cache or guess it. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** The headers of every answer, with the content type and what else the answer needs. */
export function safeHeaders(
  contentType: string,
  more: Readonly<Record<string, string>> = {},
): Headers {
  return new Headers({ ...SAFE_HEADERS, "content-type": contentType, ...more });
}

/** RFC 9457. */
const PROBLEM_TYPE = "application/problem+json; charset=utf-8";
const JSON_TYPE = "application/json; charset=utf-8";

declare const TOLD: unique symbol;

/** An answer, and for the compiler alone what it tells. */
export type Answered<Told> = Response & { readonly [TOLD]?: Told };

/** What turns values into answers; every text in them passes the mask. */
export interface Answers {
  /** JSON with the given HTTP status. */
  json<Told>(value: Told, status?: number): Answered<Told>;
  /** The same as it is, for what its owner asked to see and sees once: a new secret, a topic to subscribe to. */
  shownOnce<Told>(value: Told, status?: number): Answered<Told>;
  refused(refusal: AdminRefusal, more?: Readonly<Record<string, string>>): Response;
}

/** Fields whose bytes are not words: a delivery's body as it was received. */
const UNMASKED_FIELDS: ReadonlySet<string> = new Set(["body_base64"]);

/** JSON text with every secret value in its strings masked. */
export function maskedJson(value: unknown, mask: (text: string) => string): string {
  return JSON.stringify(value, (key, field: unknown) =>
    typeof field === "string" && !UNMASKED_FIELDS.has(key) ? mask(field) : field,
  );
}

/** Builds the answers of one API. */
export function createAnswers(mask: (text: string) => string): Answers {
  function json(value: unknown, status = 200) {
    return new Response(maskedJson(value, mask), { status, headers: safeHeaders(JSON_TYPE) });
  }

  return {
    json,
    shownOnce: (value, status = 200) =>
      new Response(JSON.stringify(value), { status, headers: safeHeaders(JSON_TYPE) }),
    refused({ code, message, hint, problems = [] }, more) {
      const status = ADMIN_ERRORS[code];
      const words = {
        error: code,
        message,
        ...(hint === undefined ? {} : { hint }),
        ...(problems.length === 0 ? {} : { problems: problems.map(wireProblem) }),
      };
      const problem = { type: `urn:wakehook:error:${code}`, title: titleOf(code), status };
      const body = maskedJson({ ...problem, detail: message, ...words }, mask);
      return new Response(body, { status, headers: safeHeaders(PROBLEM_TYPE, more) });
    },
  };
}

/** The same words for every answer with this code. */
function titleOf(code: AdminErrorCode): string {
  return Object.hasOwn(ERROR_CODES, code)
    ? ERROR_CODES[code as ErrorCode].meaning
    : code.replaceAll("_", " ");
}
