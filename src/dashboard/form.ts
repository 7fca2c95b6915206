// The body of a form in, its fields out. Bounded while it streams.

import { readStream } from "../http/read-stream.ts";
import type { Clock } from "../system/clock.ts";

/** Fields of a form by name; one that is given several times keeps all. */
export type Form = URLSearchParams;

/** Three bytes of a form for one of a body, at worst. */
const MOST_BYTES = 4 * 1_048_576;
const ARRIVE_MS = 30_000;
const FORM_TYPE = /^application\/x-www-form-urlencoded *(;|$)/i;

/** Reads a form; null where it is none, too long, or did not arrive. */
export async function readForm(
  clock: Pick<Clock, "setTimer">,
  request: Request,
): Promise<Form | null> {
  if (!FORM_TYPE.test(request.headers.get("content-type") ?? "")) return null;
  const read = await readStream(clock, request.body, {
    maxBytes: MOST_BYTES,
    largeBytes: MOST_BYTES,
    enterLarge: async () => {},
    timeoutMs: ARRIVE_MS,
  });
  if (read.kind !== "whole") return null;
  return new URLSearchParams(new TextDecoder().decode(read.bytes));
}
