// A bot with an address: signed as Standard Webhooks say, and answered at once (`done`) or later (`accepted`, and then
// a word by its token).

import { readFile } from "node:fs/promises";
import { wholeWords } from "../core/text/whole-words.ts";
import type { WakeAnswer, WakeCall, WakeTarget } from "../core/ports/wake-port.ts";
import type { Lookup } from "../outbound/resolve-target.ts";
import type { Clock } from "../system/clock.ts";
import { awaitAck } from "./await-ack.ts";
import { postToBot, type BotAnswer } from "./post-to-bot.ts";

/** What waking a bot needs. */
export interface HttpBotDeps {
  readonly clock: Clock;
  readonly lookup: Lookup;
}

const SECOND_MS = 1000;
const LONGEST_REASON = 500;

/** Makes the way to wake bots. */
export function createHttpBot(deps: HttpBotDeps): WakeTarget<"http"> {
  return async (call) => {
    const { target, request, signal } = call;
    const timeoutMs = (target.timeoutSeconds ?? request.hook.timeoutSeconds) * SECOND_MS;
    const body = JSON.stringify({
      type: "wake.requested",
      timestamp: new Date(deps.clock.now()).toISOString(),
      data: await dataOf(call, timeoutMs / SECOND_MS),
    });
    const answer = await postToBot(deps, target, { key: call.key, body, timeoutMs, signal });
    const read = readBotAnswer(answer);
    if (read.kind === "failed") return { level: null, answer: "", ...read.why };
    if (read.kind === "done") return read.answer;
    if (read.kind === "taken") call.ack.note("taken", null, read.follows);
    return awaitAck(deps.clock, call, {
      takenMs: target.ackSeconds * SECOND_MS,
      finishedMs: timeoutMs,
    });
  };
}

async function dataOf(call: WakeCall<"http">, timeoutSeconds: number) {
  const { request, ack, attempt, promptFile } = call;
  return {
    run_id: request.runId,
    delivery_id: request.delivery.id,
    hook_id: request.hook.id,
    title: request.hook.title,
    event: request.delivery.event,
    entity: request.delivery.entity,
    attempt,
    prompt: await readFile(promptFile, "utf8"),
    timeout_seconds: timeoutSeconds,
    ack: { token: ack.token, url: ack.url },
  };
}

type ReadAnswer =
  | { readonly kind: "done"; readonly answer: WakeAnswer }
  | { readonly kind: "accepted" }
  | { readonly kind: "taken"; readonly follows: boolean }
  | { readonly kind: "failed"; readonly why: { readonly fault: string; readonly again?: boolean } };

/** What a bot's answer means: only its own words are believed, a status alone says no more than "accepted". */
function readBotAnswer(answer: BotAnswer): ReadAnswer {
  if (answer.kind !== "answer") return { kind: "failed", why: answer };
  const { status, text, cut } = answer;
  if (status === 429 || status >= 500)
    return { kind: "failed", why: { fault: `it answered ${status}`, again: true } };
  if (status < 200 || status > 299)
    return { kind: "failed", why: { fault: `it answered ${status}` } };
  if (cut) return { kind: "failed", why: { fault: "its answer is longer than 64 kB" } };
  const said = parse(text);
  if (said["status"] === "done") {
    const reply = typeof said["reply"] === "string" ? said["reply"].trim() : "";
    const fault = reply === "" ? { fault: "it said nothing" } : {};
    return { kind: "done", answer: { level: "finished", answer: reply, ...fault } };
  }
  if (said["status"] === "taken") return { kind: "taken", follows: said["reply_follows"] === true };
  if (said["status"] === "failed") {
    const why =
      typeof said["error"] === "string"
        ? wholeWords(said["error"], LONGEST_REASON)
        : "no reason given";
    return { kind: "failed", why: { fault: `it failed: ${why}` } };
  }
  return { kind: "accepted" };
}

function parse(text: string): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(text);
    return typeof said === "object" && said !== null ? (said as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
