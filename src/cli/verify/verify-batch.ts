// In: a list of requests with their secrets. Out: one verdict each, in their order.

import { isRecord } from "../../settings/edit/json-file.ts";
import { findSource } from "../../sources/table.ts";
import { headersOfJson } from "./parse-headers.ts";
import { judgeBySource } from "./verify-request.ts";

/** A verdict, as it is printed. */
export interface Verdict {
  readonly index: number;
  readonly valid: boolean;
  readonly reason: string;
}

/** A verdict, and whether it could be reached at all: an unknown provider is no "not valid". */
export interface Judged {
  readonly verdict: Verdict;
  readonly judged: boolean;
}

/** Judges `{provider, secret, headers, rawBodyBase64, url?, method?, certPem?, now?}`; `now` in unix seconds is the clock. */
export function judgeItem(item: unknown, index: number, nowMs: number): Judged {
  const cannot = (reason: string): Judged => ({
    verdict: { index, valid: false, reason: `not judged: ${reason}` },
    judged: false,
  });
  if (!isRecord(item)) return cannot("the item is no object");
  const { provider, secret, rawBodyBase64, url, method, certPem, now } = item;
  if (typeof provider !== "string") return cannot("provider is no text");
  // Without a secret nothing can be right: that is a verdict.
  if (typeof (secret ?? "") !== "string") return cannot("secret is no text");
  if (typeof rawBodyBase64 !== "string") return cannot("rawBodyBase64 is no text");
  const source = findSource(provider);
  if (source === undefined) return cannot(`there is no source "${provider}"`);
  const headers = headersOfJson(item["headers"]);
  if (headers === null) return cannot("headers are neither an object nor a list of pairs");
  const request = {
    method: typeof method === "string" ? method : "POST",
    url: typeof url === "string" ? url : "",
    headers,
    body: Buffer.from(rawBodyBase64, "base64"),
    certificatePem: typeof certPem === "string" ? certPem : undefined,
  };
  const at = typeof now === "number" ? now * 1000 : nowMs;
  const verification = judgeBySource(source, request, typeof secret === "string" ? secret : "", at);
  const reason = verification.ok ? "accepted" : `${verification.step}: ${verification.reason}`;
  return { verdict: { index, valid: verification.ok, reason }, judged: true };
}
