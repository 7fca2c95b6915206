// What an agent says about its failure -> a status of the closed list. Only error records and standard
// error come here, never an answer: an answer may repeat what a stranger wrote.

import type { ProviderId } from "../../core/settings/providers.ts";
import type { DoneStatus } from "../../core/records/status.ts";

/** Kinds of failure that have a status of their own. */
export type FailureKind =
  | "auth"
  | "limit"
  | "overloaded"
  | "model"
  | "unreachable"
  | "max_turns"
  | "budget";

/** Why an agent failed, as it says itself. */
export interface Failure {
  readonly text: string;
  /** The HTTP status of its model service, where the record has it. */
  readonly httpStatus?: number | undefined;
  /** Where the record leaves no doubt; otherwise the text and the HTTP status decide. */
  readonly kind?: FailureKind | undefined;
  /** When the provider works again, where the record says so: epoch milliseconds. */
  readonly retryAt?: number | undefined;
  /** The same, from the moment of the record on: milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** The first line that fits decides; each is tried on the record's words. */
const WORDS: ReadonlyArray<readonly [FailureKind, RegExp]> = [
  ["unreachable", /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/],
  ["auth", /api key not valid|invalid[ _-]?(x-)?api[ _-]?key|incorrect api key|invalid key/i],
  ["auth", /authenticat|unauthori[sz]ed|not logged in|log ?in (again|first|to)|\/login/i],
  ["auth", /(token|credential|session|login)s? (has |have |is |are )?(expired|revoked|missing)/i],
  ["auth", /missing (environment variable|api key)|no api key/i],
  [
    "limit",
    /rate.?limit|quota|usage limit|resource_exhausted|too many requests|limit reached|hit your limit/i,
  ],
  ["overloaded", /overloaded|unavailable|internal server error|bad gateway|at capacity/i],
  ["model", /issue with the selected model|unknown model|model[ _]not[ _]found|modelnotfound/i],
  ["model", /models?\b.{0,200}\b(not found|not exist|not supported|not available)/i],
  [
    "unreachable",
    /fetch failed|(cannot|unable to|failed to) connect|connection (refused|failed|error|reset)/i,
  ],
  ["unreachable", /error sending request|network (is )?unreachable|dns error|socket hang up/i],
];

const HTTP_KINDS: Readonly<Record<number, FailureKind>> = {
  401: "auth",
  403: "auth",
  404: "model",
  429: "limit",
  500: "overloaded",
  502: "overloaded",
  503: "overloaded",
  504: "overloaded",
  529: "overloaded",
};

/** What kind of failure it is; null where neither its HTTP status nor its words say. */
export function failureKind(failure: Failure): FailureKind | null {
  if (failure.kind !== undefined) return failure.kind;
  const httpStatus = failure.httpStatus ?? httpStatusIn(failure.text);
  const byStatus = httpStatus === undefined ? undefined : HTTP_KINDS[httpStatus];
  return byStatus ?? WORDS.find(([, pattern]) => pattern.test(failure.text))?.[0] ?? null;
}

/** The status of a kind of failure. */
export function failureStatus(kind: FailureKind, provider: ProviderId): DoneStatus {
  switch (kind) {
    case "unreachable":
    case "max_turns":
    case "budget":
      return `error:${kind}`;
    default:
      return `error:${kind}_${provider}`;
  }
}

/** `status 401`, `API Error: 529`, `"code":503`, `(429)`. */
function httpStatusIn(text: string): number | undefined {
  const match = /(?:status:?|API Error:|"code":|last status:|rejected) ?\(?(\d{3})\b/i.exec(text);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
