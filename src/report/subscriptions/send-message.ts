// One try to tell a subscription something: signed anew, since the time of signing must be near, with the same id.

import type { LoadedSubscription, Outbound } from "../../core/settings/subscription.ts";
import { signMessage } from "../../signing/outbound-schemes.ts";
import type { Clock } from "../../system/clock.ts";
import type { SinkResult } from "../sink.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { postMessage } from "./post-message.ts";

/** What is told. */
export interface EventMessage {
  readonly messageId: string;
  readonly event: string;
  /** The body's JSON text. */
  readonly payload: string;
}

/** What sending needs. */
export interface SendDeps {
  readonly clock: Clock;
  readonly outbound: Pick<Outbound, "maxBodyBytes" | "timeoutSeconds" | "userAgent">;
  readonly signal: AbortSignal;
  /** Replaces every secret in a text; absent: nothing is known of any. */
  readonly mask?: (text: string) => string;
}

/** Sends once. @throws WakehookError `refused` where it cannot be signed. */
export async function sendMessage(
  deps: SendDeps,
  loaded: LoadedSubscription,
  message: EventMessage,
): Promise<SinkResult> {
  const { clock, outbound, signal } = deps;
  if (loaded.problem !== null) return { ok: false, error: loaded.problem, final: false };
  const body = Buffer.from(message.payload);
  if (body.byteLength > outbound.maxBodyBytes) return tooLarge(body.byteLength, outbound);
  const { url } = loaded.subscription;
  const answer = await postMessage(clock, {
    url,
    headers: headersOf(deps, loaded, { ...message, body }),
    body,
    timeoutMs: outbound.timeoutSeconds * 1000,
    signal,
  });
  return judgeAnswer(answer, clock.now(), deps.mask);
}

function headersOf(
  { clock, outbound }: SendDeps,
  loaded: LoadedSubscription,
  { messageId, event, body }: EventMessage & { readonly body: Uint8Array },
): Array<[string, string]> {
  const { url, sign } = loaded.subscription;
  const own: Array<[string, string]> = [
    ["content-type", "application/json"],
    ["user-agent", outbound.userAgent],
    ["accept-encoding", "identity"],
    ["x-webhook-event", event],
    ["x-webhook-delivery", messageId],
    ...loaded.headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]),
  ];
  const nowMs = clock.now();
  const message = { url, id: messageId, body, headers: own, nowMs };
  return [...own, ...signMessage(sign, message, secretsAt(loaded, nowMs))];
}

/** The older secret signs until its time is over. */
function secretsAt({ secrets, previousUntil }: LoadedSubscription, nowMs: number): string[] {
  const isOver = previousUntil !== null && nowMs >= previousUntil;
  return isOver ? secrets.slice(0, 1) : [...secrets];
}

function tooLarge(bytes: number, { maxBodyBytes }: SendDeps["outbound"]): SinkResult {
  const error = `the message has ${bytes} bytes, more than outbound.max_body_bytes (${maxBodyBytes})`;
  return { ok: false, error, final: true };
}
