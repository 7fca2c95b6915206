// A sender's question that takes a secret. In: the source's rows, the request, the hook's secrets. Out: the answer, a refusal, or null: no question.

import { createHmac } from "node:crypto";
import type { ChallengeRule } from "../core/events/source.ts";
import { equalSecrets } from "./compare.ts";
import { readValues, type ValueReader } from "./read-value.ts";
import { fail, type SignedRequest, type VerificationFailure } from "./verification.ts";

/** What is sent back; never stored, never run. */
export interface ChallengeAnswer {
  readonly ok: true;
  readonly rule: ChallengeRule;
  readonly contentType: string;
  readonly text: string;
}

/** The secrets of a hook that challenges use; null or empty: not set. */
export interface ChallengeSecrets {
  readonly key: string | null;
  readonly verifyToken: string | null;
}

/** No braces, colons or quotes: the HMAC of such a text is never the signature of a body. */
const QUESTION = /^[A-Za-z0-9_\-=.]{1,256}$/;

/** Finds the row that a request asks by. Rows that want a signature first are looked at only once it was checked. */
export function findChallenge(
  rules: readonly ChallengeRule[],
  request: SignedRequest,
  authenticated: boolean,
): ChallengeRule | null {
  const reader = readValues(request);
  const match = rules.find(
    (rule) =>
      rule.method === request.method &&
      (authenticated || !rule.authenticated) &&
      rule.when.every((condition) => holds(condition, reader)),
  );
  return match ?? null;
}

/** Answers a question; refuses where its token is wrong or its text could be something else. Never throws for what a sender sends. */
export function answerChallenge(
  rule: ChallengeRule,
  request: SignedRequest,
  secrets: ChallengeSecrets,
): ChallengeAnswer | VerificationFailure {
  const reader = readValues(request);
  const refusal = checkToken(rule, reader, secrets.verifyToken);
  if (refusal !== null) return refusal;
  const question = reader.read(rule.question, "content");
  if (!question.ok) return question;
  if (!QUESTION.test(question.value))
    return fail("content", "the challenge holds characters that no challenge has");
  if (rule.answer.as === "text")
    return { ok: true, rule, contentType: "text/plain; charset=utf-8", text: question.value };
  if (!secrets.key)
    return fail("secret", "no secret is set", { mend: "set the hook's secret first" });
  return signAnswer(rule, rule.answer, { question: question.value, key: secrets.key });
}

function signAnswer(
  rule: ChallengeRule,
  answer: Extract<ChallengeRule["answer"], { as: "hmac" }>,
  { question, key }: { question: string; key: string },
): ChallengeAnswer {
  const digest = createHmac("sha256", key).update(question).digest(answer.encoding);
  const answered = {
    ...(answer.questionKey === undefined ? {} : { [answer.questionKey]: question }),
    [answer.key]: `${answer.prefix ?? ""}${digest}`,
  };
  return { ok: true, rule, contentType: "application/json", text: JSON.stringify(answered) };
}

function checkToken(
  rule: ChallengeRule,
  reader: ValueReader,
  token: string | null,
): VerificationFailure | null {
  if (rule.verifyToken === undefined) return null;
  if (!token)
    return fail("secret", "no verify token is set", { mend: "set the hook's verify token" });
  const seen = reader.read(rule.verifyToken, "signature");
  if (!seen.ok) return seen;
  if (equalSecrets(seen.value, token)) return null;
  return fail("comparison", "the verify token is not the right one", {
    mend: "set the same verify token in the hook and with the sender",
  });
}

function holds(condition: ChallengeRule["when"][number], reader: ValueReader): boolean {
  if (condition.equals === undefined) return reader.has(condition.value);
  const value = reader.read(condition.value, "content");
  return value.ok && value.value === String(condition.equals);
}
