// One header's value, or why it cannot be used: missing, repeated, empty, or not ASCII.

import type { HeaderList } from "../core/records/delivery.ts";
import { cut, fail, found, type Found, type VerificationStep } from "./verification.ts";

const PRINTABLE_ASCII = /^[\x20-\x7e\t]*$/;

/** Tells whether a header is there, with whatever value. */
export function hasHeader(headers: HeaderList, name: string): boolean {
  const wanted = name.toLowerCase();
  return headers.some(([each]) => each === wanted);
}

/** Reads a header that must be there exactly once. Several are refused even where they agree: whoever joins them differently reads another value. */
export function readHeader(
  headers: HeaderList,
  name: string,
  step: VerificationStep,
): Found<string> {
  const wanted = name.toLowerCase();
  let value: string | undefined;
  let count = 0;
  for (const header of headers) {
    if (header[0] !== wanted) continue;
    value ??= header[1];
    count++;
  }
  if (value === undefined)
    return fail(step, `header ${wanted} is missing`, {
      expected: `one header ${wanted}`,
      seen: "none",
      mend: "check that the sender has a secret set, and that no proxy removes the header",
    });
  if (count > 1)
    return fail(step, `header ${wanted} is repeated`, {
      expected: `one header ${wanted}`,
      seen: `${count} of them`,
    });
  if (value === "")
    return fail(step, `header ${wanted} is empty`, {
      mend: "check that the sender has a secret set",
    });
  if (!PRINTABLE_ASCII.test(value))
    return fail(step, `header ${wanted} holds characters outside ASCII`, { seen: cut(value) });
  return found(value);
}
