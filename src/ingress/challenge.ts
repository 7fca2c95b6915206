// A question whose answer takes a secret of the hook (Meta, X, Zoom) comes in; the answer goes out, or 403.

import { refuse, type Refusal } from "../core/records/refusals.ts";
import { answerChallenge, findChallenge } from "../signing/answer-challenge.ts";
import type { SignedRequest } from "../signing/verify.ts";
import type { Handshake } from "./handshake.ts";
import type { UsableHook } from "./target-hook.ts";

/** A challenge that is answered. */
export interface AnsweredChallenge {
  readonly ok: true;
  readonly handshake: Handshake;
}

/**
 * Looks for a challenge of the hook's source, and answers it.
 * @param authenticated the signature was right; rows that want one are not looked at otherwise
 * @returns null: the request asks nothing
 */
export function askChallenge(
  { source, loaded }: UsableHook,
  request: SignedRequest,
  authenticated: boolean,
): AnsweredChallenge | Refusal | null {
  const rule = findChallenge(source.challenges ?? [], request, authenticated);
  if (rule === null) return null;
  const { secret, verifyToken = null } = loaded.secrets;
  const answer = answerChallenge(rule, request, { key: secret, verifyToken });
  if (!answer.ok) {
    const { reason, mend } = answer;
    return refuse("challenge_refused", mend === undefined ? reason : `${reason} (${mend})`);
  }
  const body = { text: answer.text, contentType: answer.contentType };
  return { ok: true, handshake: { name: rule.name, status: rule.status, body } };
}
