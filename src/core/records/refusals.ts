// The closed list of refusals: what a sender is told when a check says no. Order = precedence of the answers.

/** One row per refusal: the HTTP status and what the owner reads about it. */
export const REFUSALS = {
  method_not_allowed: { http: 405, retryAfter: false, meaning: "hooks take POST only" },
  not_found: { http: 404, retryAfter: false, meaning: "no such path" },
  rate_limited: { http: 429, retryAfter: true, meaning: "over the limit of this hook" },
  content_type_must_be_json: {
    http: 415,
    retryAfter: false,
    meaning: "content type not taken by this hook",
  },
  body_too_large: { http: 413, retryAfter: false, meaning: "body over max_body_bytes" },
  body_timeout: { http: 408, retryAfter: false, meaning: "the body did not arrive in time" },
  invalid_json: {
    http: 400,
    retryAfter: false,
    meaning: "body is not JSON in UTF-8, or nested too deep",
  },
  body_must_be_object: { http: 400, retryAfter: false, meaning: "body is JSON, but not an object" },
  hook_not_found: { http: 404, retryAfter: false, meaning: "no hook of this id" },
  hook_disabled: { http: 403, retryAfter: false, meaning: "the hook is switched off" },
  challenge_refused: {
    http: 403,
    retryAfter: false,
    meaning: "a question of the sender that must not be answered",
  },
  unauthorized: { http: 401, retryAfter: false, meaning: "the credentials were not right" },
  hook_invalid: { http: 503, retryAfter: true, meaning: "the hook's entry was never valid" },
  queue_full: { http: 503, retryAfter: true, meaning: "max_queued deliveries wait already" },
  storage_unavailable: { http: 503, retryAfter: true, meaning: "the ledger takes no more" },
  daemon_away: {
    http: 503,
    retryAfter: true,
    meaning: "the relay cannot reach the daemon, or never did",
  },
  shutting_down: { http: 503, retryAfter: true, meaning: "the daemon is stopping" },
} as const satisfies Record<string, { http: number; retryAfter: boolean; meaning: string }>;

/** A refusal's code, as in `{"error": "<code>"}`. */
export type RefusalCode = keyof typeof REFUSALS;

/** A check said no. `reason` is for the owner; the sender reads the code alone. */
export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly reason: string;
  /** Seconds; only with codes that carry Retry-After. */
  readonly retryAfterSeconds?: number;
}

/** Builds a refusal. `reason` must hold no secret. */
export function refuse(code: RefusalCode, reason: string, retryAfterSeconds?: number): Refusal {
  return retryAfterSeconds === undefined
    ? { ok: false, code, reason }
    : { ok: false, code, reason, retryAfterSeconds };
}
