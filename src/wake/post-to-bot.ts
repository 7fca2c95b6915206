// One signed POST to a bot of the owner's: bounded in time and size, no redirect followed.

import type { TargetOf } from "../core/settings/target.ts";
import { resolveTarget, type Lookup } from "../outbound/resolve-target.ts";
import { sendPinned } from "../outbound/send-pinned.ts";
import { signMessage } from "../signing/outbound-schemes.ts";
import type { Clock } from "../system/clock.ts";

/** What is posted. */
export interface BotPost {
  /** The same at every try: by it the bot knows a repeat. */
  readonly key: string;
  /** JSON text. */
  readonly body: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What was answered, or what was wrong. */
export type BotAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly retryAfter: string | null;
      readonly text: string;
      readonly cut: boolean;
    }
  | { readonly kind: "none"; readonly fault: string; readonly again: boolean };

/** Posts once; the target's secrets are resolved. Never throws for what can be expected. */
export async function postToBot(
  deps: { readonly clock: Clock; readonly lookup: Lookup },
  target: TargetOf<"http">,
  { key, body, timeoutMs, signal }: BotPost,
): Promise<BotAnswer> {
  const url = new URL(target.url);
  // It is the owner's own bot, mostly on this very machine: its host is allowed, whatever it leads to.
  const found = await resolveTarget(deps.lookup, url, [url.hostname]);
  if (!found.ok) return { kind: "none", fault: found.reason, again: true };
  const bytes = Buffer.from(body);
  const own: Array<[string, string]> = [
    ["content-type", "application/json"],
    ["user-agent", "wakehook"],
    ["idempotency-key", key],
    ...Object.entries(target.headers).map(([name, value]): [string, string] => [
      name.toLowerCase(),
      value,
    ]),
  ];
  const message = { url: target.url, id: key, body: bytes, headers: own, nowMs: deps.clock.now() };
  const signed = signMessage("standard-webhooks", message, [target.secret]);
  const answer = await sendPinned(deps.clock, {
    method: "POST",
    url,
    addresses: found.addresses,
    headers: [...own, ...signed],
    body: bytes,
    timeoutMs,
    signal,
  });
  if (answer.kind === "answer") return answer;
  if (answer.kind === "unreachable") return { kind: "none", fault: answer.reason, again: true };
  if (answer.kind === "aborted")
    return { kind: "none", fault: "it was ended from outside", again: false };
  return { kind: "none", fault: `no answer within ${timeoutMs / SECOND_MS} s`, again: false };
}

const SECOND_MS = 1000;
