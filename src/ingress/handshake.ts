// A request that may be a sender's question comes in; the row of its source that answers it goes out.
// A question is answered and never run: it makes no delivery.

import type { HandshakeRule } from "../core/source.ts";
import type { ValueSource } from "../core/verifier.ts";
import { valueIn, type ProvenRequest } from "./proven-request.ts";

/** A question, and what is sent back. */
export interface Handshake {
  readonly rule: HandshakeRule;
  /** null: an empty body. */
  readonly body: { readonly text: string; readonly contentType: string } | null;
}

/** What is reflected is bounded: longer values are no challenge of any sender. */
const LONGEST_ECHO = 1000;
const TEXT = "text/plain; charset=utf-8";
const JSON_TYPE = "application/json";

/** Finds the first row that matches and whose answer can be made. */
export function findHandshake(
  rules: readonly HandshakeRule[],
  proven: Pick<ProvenRequest, "signed" | "payload">,
): Handshake | null {
  for (const rule of rules) {
    if (rule.method !== proven.signed.method) continue;
    if (!rule.when.every((condition) => holds(condition, proven))) continue;
    const body = answerOf(rule, proven);
    if (body !== undefined) return { rule, body };
  }
  return null;
}

function holds(
  condition: HandshakeRule["when"][number],
  proven: Pick<ProvenRequest, "signed" | "payload">,
): boolean {
  const value = valueIn(proven, condition.value);
  if (condition.present === true && value === undefined) return false;
  if (condition.equals === undefined) return true;
  if (isJson(condition.value)) return value === condition.equals;
  return value === String(condition.equals);
}

/** undefined: what is to be echoed is missing or no plain text. */
function answerOf(
  rule: HandshakeRule,
  proven: Pick<ProvenRequest, "signed" | "payload">,
): Handshake["body"] | undefined {
  const { body } = rule;
  if (body === undefined) return null;
  if ("text" in body) return { text: body.text, contentType: TEXT };
  if ("json" in body) return { text: JSON.stringify(body.json), contentType: JSON_TYPE };
  const value = valueIn(proven, body.echo);
  if (typeof value !== "string" || value.length > LONGEST_ECHO) return undefined;
  if (body.as === "text") return { text: value, contentType: TEXT };
  return { text: JSON.stringify({ [body.key ?? "challenge"]: value }), contentType: JSON_TYPE };
}

function isJson(source: ValueSource): boolean {
  return "json" in source;
}
