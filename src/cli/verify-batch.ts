// In: a list of requests with their secrets. Out: one verdict each, in their order.

import { z } from "zod";
import { findSource } from "../sources/table.ts";
import { headersOfJson } from "./parse-headers.ts";
import { judgeBySource } from "./verify-request.ts";

/** One request of a batch. `now`: unix seconds to take for the clock. */
const BatchItem = z.object({
  provider: z.string(),
  secret: z.string(),
  headers: z.unknown(),
  rawBodyBase64: z.string(),
  url: z.string().nullish(),
  method: z.string().nullish(),
  now: z.number().nullish(),
});

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

/** Judges one item. */
export function judgeItem(item: unknown, index: number, nowMs: number): Judged {
  const cannot = (reason: string): Judged => ({
    verdict: { index, valid: false, reason: `not judged: ${reason}` },
    judged: false,
  });
  const parsed = BatchItem.safeParse(item);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return cannot(`${issue?.path.join(".") ?? "the item"}: ${issue?.message ?? "is wrong"}`);
  }
  const { provider, secret, rawBodyBase64, url, method, now } = parsed.data;
  const source = findSource(provider);
  if (source === undefined) return cannot(`there is no source "${provider}"`);
  const headers = headersOfJson(parsed.data.headers);
  if (headers === null) return cannot("headers are neither an object nor a list of pairs");
  const body = Buffer.from(rawBodyBase64, "base64");
  const request = { method: method ?? "POST", url: url ?? "", headers, body };
  const at = now == null ? nowMs : now * 1000;
  const verification = judgeBySource(source, request, secret, at);
  const reason = verification.ok ? "accepted" : `${verification.step}: ${verification.reason}`;
  return { verdict: { index, valid: verification.ok, reason }, judged: true };
}
