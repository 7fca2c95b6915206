// The order of the answers as docs/decisions/0004 says it, written down a second time: 503 for an entry that was
// never valid, 405, 429, 415, 413, 400, 404, 403, 401, claim.

/** A request that was made up. */
export interface MadeRequest {
  readonly hook: "notes" | "site" | "off" | "broken" | "missing" | "__proto__";
  readonly method: "POST" | "GET" | "PUT";
  readonly type: "json" | "suffix" | "form" | "text" | "none";
  readonly coding: "identity" | "gzip" | null;
  readonly body:
    | "object"
    | "large"
    | "array"
    | "string"
    | "null"
    | "broken"
    | "large_broken"
    | "empty"
    | "bom"
    | "latin1"
    | "deep";
  readonly proof: "right" | "wrong" | "none";
  /** GitHub's delivery id. */
  readonly id: string;
}

/** What is expected, request by request, within one minute. */
export interface ChainModel {
  /** Status and code. */
  answer(request: MadeRequest): string;
  accepted(): number;
}

/** Opens a model; a broken one asks for the size before the content type. */
export function openChainModel(perMinute: number, isBroken: boolean): ChainModel {
  const failures = new Map<string, number>();
  const verified = new Map<string, number>();
  const claimed = new Set<string>();
  let accepted = 0;

  return { answer, accepted: () => accepted };

  function answer(request: MadeRequest): string {
    if (request.hook === "broken") return "503 hook_invalid";
    if (request.method !== "POST") return "405 method_not_allowed";
    const refusal = judge(request);
    if (refusal === null) return accept(request);
    if (refusal === "429 rate_limited") return refusal;
    const { hook } = request;
    const key = hook === "missing" || hook === "__proto__" ? "nobody's" : hook;
    return take(failures, key) ? refusal : "429 rate_limited";
  }

  function judge(request: MadeRequest): string | null {
    const isProved = isRight(request);
    const first = isBroken ? size(request) : type(request);
    const second = isBroken ? type(request) : size(request);
    if (first !== null || second !== null) return first ?? second;
    if (isProved && !take(verified, request.hook)) return "429 rate_limited";
    return json(request) ?? access(request);
  }

  function take(counts: Map<string, number>, key: string): boolean {
    const count = counts.get(key) ?? 0;
    if (count < perMinute) counts.set(key, count + 1);
    return count < perMinute;
  }

  function accept({ hook, id, body }: MadeRequest): string {
    // GitHub signs the body alone: the same bytes under another id are a replay.
    const keys = hook === "site" ? [id, body] : [];
    if (keys.some((key) => claimed.has(key))) return "202 duplicate";
    for (const key of keys) claimed.add(key);
    accepted++;
    return "202";
  }
}

function isRight({ hook, proof }: MadeRequest): boolean {
  return proof === "right" && (hook === "notes" || hook === "site");
}

function type({ hook, type: sent, coding }: MadeRequest): string | null {
  const taken = hook === "site" ? ["json", "form"] : ["json", "suffix"];
  return coding !== "gzip" && taken.includes(sent) ? null : "415 content_type_must_be_json";
}

function size({ hook, body }: MadeRequest): string | null {
  return body.startsWith("large") && hook !== "site" ? "413 body_too_large" : null;
}

function json(request: MadeRequest): string | null {
  const { hook, type: sent, body } = request;
  // What is larger than others may send is not read for who did not prove who he is.
  if (hook === "site" && body.startsWith("large") && !isRight(request)) return null;
  if (sent === "form") return "400 invalid_json";
  if (["array", "string", "null"].includes(body)) return "400 body_must_be_object";
  return body === "object" || body === "large" ? null : "400 invalid_json";
}

function access(request: MadeRequest): string | null {
  const { hook } = request;
  if (hook === "missing" || hook === "__proto__") return "404 hook_not_found";
  if (hook === "off") return "403 hook_disabled";
  return isRight(request) ? null : "401 unauthorized";
}
