// A request that may be a sender's question comes in; the row of its source that answers it goes out.
// A question is answered and never run: it makes no delivery.

import type { HandshakeRule } from "../core/events/source.ts";
import type { ValueSource } from "../core/settings/verifier.ts";
import { valueIn, type ProvenRequest } from "./proven-request.ts";

/** A question, and what is sent back. */
export interface Handshake {
  /** For people: `ping`. */
  readonly name: string;
  /** The answer's HTTP status. */
  readonly status: number;
  /** null: an empty body. */
  readonly body: { readonly text: string; readonly contentType: string } | null;
  /** Further headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the owner should know of it. */
  readonly detail?: string;
}

type Question = Pick<ProvenRequest, "signed" | "payload">;

/** What is reflected is bounded: longer values are no challenge of any sender. */
const LONGEST_ECHO = 1000;
const TEXT = "text/plain; charset=utf-8";
const JSON_TYPE = "application/json";

/** Finds the first row that matches and whose answer can be made. */
export function findHandshake(
  rules: readonly HandshakeRule[],
  question: Question,
): Handshake | null {
  for (const rule of rules) {
    if (!isAsked(rule, question)) continue;
    const body = answerOf(rule, question);
    if (body === undefined) continue;
    const detail = detailOf(rule, question);
    const { name, status } = rule;
    return { name, status, body, ...(detail !== undefined && { detail }) };
  }
  return null;
}

/** Tells whether a request asks this row's question. */
export function isAsked(rule: HandshakeRule, question: Question): boolean {
  return (
    rule.method === question.signed.method &&
    rule.when.every((condition) => holds(condition, question))
  );
}

function holds(condition: HandshakeRule["when"][number], question: Question): boolean {
  const value = valueIn(question, condition.value);
  if (condition.present !== undefined && condition.present !== (value !== undefined)) return false;
  if (condition.equals === undefined) return true;
  if (isJson(condition.value)) return value === condition.equals;
  return value === String(condition.equals);
}

/** undefined: what is to be echoed is missing or no plain text. */
function answerOf(rule: HandshakeRule, question: Question): Handshake["body"] | undefined {
  const { body } = rule;
  if (body === undefined) return null;
  if ("text" in body) return { text: body.text, contentType: TEXT };
  if ("json" in body) return { text: JSON.stringify(body.json), contentType: JSON_TYPE };
  const value = valueIn(question, body.echo);
  if (typeof value !== "string" || value.length > LONGEST_ECHO) return undefined;
  if (body.as === "text") return { text: value, contentType: TEXT };
  return { text: JSON.stringify({ [body.key ?? "challenge"]: value }), contentType: JSON_TYPE };
}

function detailOf({ tell }: HandshakeRule, question: Question): string | undefined {
  if (tell === undefined) return undefined;
  const value = valueIn(question, tell.value);
  return typeof value === "string" && tell.pattern.test(value) ? value : undefined;
}

function isJson(source: ValueSource): boolean {
  return "json" in source;
}
