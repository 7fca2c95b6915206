// One request at the door, and its body: bounded while it streams.

import { refuse, type Refusal } from "../../core/records/refusals.ts";
import { headerValues, type HookRequest } from "../../ingress/hook-request.ts";
import type { LargeBodyPass } from "../../ingress/large-bodies.ts";
import { rulesOf, type DoorTarget } from "./door-target.ts";

/** One request on its way. */
export interface DoorCall {
  readonly target: DoorTarget;
  readonly request: HookRequest;
  readonly pass: LargeBodyPass;
}

/** Reads the body: at most `max_body_bytes`, or what the preset says where that is more; few of those at a time. */
export async function readBody(
  largeBytes: number,
  { target, request, pass }: DoorCall,
): Promise<{ readonly ok: true; readonly bytes: Uint8Array } | Refusal> {
  const maxBytes = Math.max(largeBytes, rulesOf(target).maxBodyBytes ?? 0);
  const tooLarge = refuse("body_too_large", `the body is larger than ${maxBytes} bytes`);
  const [announced] = headerValues(request.headers, "content-length");
  if (announced !== undefined && Number(announced) > maxBytes) return tooLarge;
  const read = await request.readBody({ maxBytes, largeBytes, enterLarge: () => pass.enter() });
  if (read.kind === "whole") return { ok: true, bytes: read.bytes };
  if (read.kind === "too_large") return tooLarge;
  return refuse("body_timeout", "the sender stalled or hung up before its body was complete");
}
