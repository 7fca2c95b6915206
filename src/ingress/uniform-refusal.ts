// `uniform_refusals`: 404, 403 and 401 read alike, so that nobody can find out which hooks there are.
// What an unproven request to a known hook reads is what it would have read if there were no such hook.

import { parsePayload } from "../core/events/payload.ts";
import { refuse, type Refusal } from "../core/records/refusals.ts";
import { generic } from "../sources/generic.ts";
import { tooLarge, type WholeBody } from "./checks/body.ts";
import { checkContentType } from "./checks/content-type.ts";
import type { ChainRefusal, Step } from "./step.ts";

/** Keeps the true refusal for the owner, and tells the sender that of an unknown hook. */
export function asIfUnknown(step: Step, body: WholeBody, refusal: Refusal): ChainRefusal {
  // The owner's broken entry is worth a repeat, which a 401 would not bring.
  if (refusal.code === "hook_invalid") return refusal;
  return { ...refusal, told: refusalOfUnknown(step, body) };
}

function refusalOfUnknown({ request, settings }: Step, { bytes }: WholeBody): Refusal {
  const type = checkContentType(generic.contentTypes, request.headers);
  if (!type.ok) return type;
  const { maxBodyBytes } = settings.config.webhooks;
  if (bytes.byteLength > maxBodyBytes) return tooLarge(maxBodyBytes);
  const json = parsePayload(generic.bodyShapes, type.mediaType, bytes);
  return json.ok ? refuse("unauthorized", "unknown hook, or not authorized") : json;
}
