// A proven request comes in; the keys that make a repeat of it recognisable go out.

import { hash } from "node:crypto";
import { idKey, isPlainId } from "../core/records/claim-key.ts";
import type { Claim } from "../core/records/new-delivery.ts";
import type { TemplateContext } from "../core/text/placeholder.ts";
import { renderTemplate } from "../core/text/template.ts";
import { valueIn, type ProvenRequest } from "./proven-request.ts";

const DAY_MS = 86_400_000;
/** How long equal bytes count as one where the sender's signed id is missing. */
const WITHOUT_ID_SECONDS = 3600;

/** What claims are made with: when, for how long, and of which bytes. */
export interface ClaimFacts {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly dedupeDays: number;
  /** The SHA-256 of the signed bytes. */
  readonly signedSha256: () => Buffer;
}

/**
 * The sender's delivery id (`id:`), and a digest of the signed bytes (`digest:`) where the sender signs
 * neither id nor time, or its signed id is missing. A test event claims under a name of its own, and no digest: trying an event out,
 * again and again, must not make the real one a duplicate.
 */
export function claimsOf(
  proven: ProvenRequest,
  context: TemplateContext,
  { now, dedupeDays, signedSha256 }: ClaimFacts,
): Claim[] {
  const { hook } = proven.usable;
  const isTest = proven.request.origin === "test";
  const claims: Claim[] = [];
  const id = idOf(proven, context);
  if (id !== null)
    claims.push({
      key: isTest ? `test:${idKey(id)}` : idKey(id),
      expiresAt: now + dedupeDays * DAY_MS,
    });
  const seconds = hook.dedupe?.digestSeconds ?? digestSecondsOf(proven, id !== null);
  if (seconds > 0 && !isTest)
    claims.push({
      key: `digest:${signedSha256().toString("hex")}`,
      expiresAt: now + seconds * 1000,
    });
  return claims;
}

/** A signed id says all; where it is missing, only the signed bytes can tell a replay from a new event. */
function digestSecondsOf({ usable: { hook, source } }: ProvenRequest, hasId: boolean): number {
  if (!source.deliveryIdSigned) return source.digestSeconds ?? 0;
  const isSigned = (hook.verify ?? source.verifier)?.kind !== "static";
  return hasId || !isSigned ? 0 : WITHOUT_ID_SECONDS;
}

function idOf(proven: ProvenRequest, context: TemplateContext): string | null {
  const template = proven.usable.hook.dedupe?.key;
  if (template !== undefined) {
    const { text, placeholders, missing } = renderTemplate(template, context);
    // A key without a placeholder would make every delivery a repeat of the first.
    return placeholders > 0 && missing.length === 0 ? shortId(text) : null;
  }
  for (const place of proven.usable.source.deliveryId) {
    const value = valueIn(proven, place);
    const text = typeof value === "number" ? String(value) : value;
    if (typeof text === "string" && text !== "") return shortId(text);
  }
  return null;
}

function shortId(id: string): string {
  return isPlainId(id) ? id : `sha256:${hash("sha256", id, "hex")}`;
}
