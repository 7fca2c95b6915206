// Check 3 of the chain, first half: 413, and 408 for a body that never came. The raw bytes go out;
// they are what is signed, and what is kept.

import { refuse, type Refusal } from "../../core/records/refusals.ts";
import { headerValues } from "../hook-request.ts";
import type { Step } from "../step.ts";

/** A body that arrived whole. */
export interface WholeBody {
  readonly ok: true;
  readonly bytes: Uint8Array;
}

/**
 * Reads the body, bounded while it streams: at most `max_body_bytes`, or what the sender's preset says
 * where that is more; of those larger ones only few are read at a time. Reads once, whoever asks.
 */
export async function checkBody(step: Step): Promise<WholeBody | Refusal> {
  const { request, target, pass } = step;
  const largeBytes = step.settings.config.webhooks.maxBodyBytes;
  const maxBytes = Math.max(largeBytes, target.rules.maxBodyBytes ?? 0);
  // A size over the limit that is announced needs no reading; any other is not relied on.
  const [announced] = headerValues(request.headers, "content-length");
  if (announced !== undefined && Number(announced) > maxBytes) return tooLarge(maxBytes);
  const read = await request.readBody({ maxBytes, largeBytes, enterLarge: () => pass.enter() });
  if (read.kind === "whole") return { ok: true, bytes: read.bytes };
  if (read.kind === "too_large") return tooLarge(maxBytes);
  return refuse("body_timeout", "the sender stalled or hung up before its body was complete");
}

/** 413. */
export function tooLarge(maxBytes: number): Refusal {
  return refuse("body_too_large", `the body is larger than ${maxBytes} bytes`);
}
