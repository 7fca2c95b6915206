// One question to an OpenClaw gateway: POST /hooks/agent. In: a prompt and its key. Out: what the gateway said of its run.

import { wholeWords } from "../core/text/whole-words.ts";
import type { TargetOf } from "../core/settings/target.ts";
import { resolveTarget, type Lookup } from "../outbound/resolve-target.ts";
import { sendPinned } from "../outbound/send-pinned.ts";
import type { Clock } from "../system/clock.ts";

/** What is asked. */
export interface GatewayCall {
  readonly target: TargetOf<"openclaw">;
  /** The same key and the same fields are the same run, as long as the gateway is not restarted. */
  readonly key: string;
  readonly message: string;
  readonly name: string;
  /** For the turn of the agent. */
  readonly timeoutSeconds: number;
  /** false: the gateway answers as soon as it has let the run in. */
  readonly waits: boolean;
  /** For the answer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What was said. */
export type GatewayAnswer =
  | { readonly kind: "run"; readonly runId: string; readonly completion: Completion | null }
  /** `passing`: another try may do better. */
  | { readonly kind: "refused"; readonly fault: string; readonly passing: boolean }
  | { readonly kind: "none"; readonly fault: string };

/** How the run ended. The gateway does not give its words away. */
export interface Completion {
  readonly status: string;
  /** visible, silent or empty. */
  readonly reply: string;
}

const ANSWER_BYTES = 65_536;

/** The gateway's own limit for a body. */
export const GATEWAY_BODY_BYTES = 262_144;

/** The path below which the gateway listens may be another one. */
export function gatewayUrl(written: string): URL {
  const url = new URL(written);
  const path = url.pathname.replace(/\/+$/, "");
  if (path === "") url.pathname = "/hooks/agent";
  else if (!path.endsWith("/agent")) url.pathname = `${path}/agent`;
  return url;
}

/** What is posted. */
export function gatewayBody({
  target,
  message,
  name,
  timeoutSeconds,
  waits,
}: Pick<GatewayCall, "target" | "message" | "name" | "timeoutSeconds" | "waits">): string {
  return JSON.stringify({
    message,
    name,
    ...(target.agent === undefined ? {} : { agentId: target.agent }),
    deliver: target.deliver,
    timeoutSeconds,
    ...(waits ? { waitForCompletion: true } : {}),
  });
}

/** Asks once. Never throws for what can be expected. */
export async function askGateway(
  { clock, lookup }: { readonly clock: Clock; readonly lookup: Lookup },
  call: GatewayCall,
): Promise<GatewayAnswer> {
  const url = gatewayUrl(call.target.url);
  // It is the owner's own gateway, mostly on this very machine: its host is allowed, whatever it leads to.
  const found = await resolveTarget(lookup, url, [url.hostname]);
  if (!found.ok) return { kind: "none", fault: found.reason };
  const answer = await sendPinned(clock, {
    method: "POST",
    url,
    addresses: found.addresses,
    headers: [
      ["authorization", `Bearer ${call.target.token}`],
      ["content-type", "application/json"],
      ["idempotency-key", call.key],
      ["user-agent", "wakehook"],
    ],
    body: Buffer.from(gatewayBody(call)),
    timeoutMs: call.timeoutMs,
    signal: call.signal,
    answerBytes: ANSWER_BYTES,
  });
  if (answer.kind === "answer") return readAnswer(answer.status, answer.text);
  if (answer.kind === "unreachable") return { kind: "none", fault: answer.reason };
  const why = answer.kind === "timeout" ? "it did not answer in time" : "it was ended from outside";
  return { kind: "none", fault: why };
}

function readAnswer(status: number, text: string): GatewayAnswer {
  const said = fieldsOf(text);
  const runId = said["runId"];
  if (status === 200 && said["ok"] === true && typeof runId === "string")
    return {
      kind: "run",
      runId: runId.slice(0, 100),
      completion: completionOf(said["completion"]),
    };
  const why = typeof said["error"] === "string" ? `: ${wholeWords(said["error"], 300)}` : "";
  const passing = [408, 409, 429].includes(status) || status >= 500;
  return { kind: "refused", fault: `the gateway answered ${status}${why}`, passing };
}

function completionOf(value: unknown): Completion | null {
  if (typeof value !== "object" || value === null) return null;
  const { status, replyDisposition } = value as Record<string, unknown>;
  if (typeof status !== "string") return null;
  return { status, reply: typeof replyDisposition === "string" ? replyDisposition : "visible" };
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
