// In: a subscription with its secret. Out: why its messages could not be signed and sent, or null.

import { toError } from "../../core/records/errors.ts";
import type { Subscription } from "../../core/settings/subscription.ts";
import { signMessage } from "../../signing/outbound-schemes.ts";

/** A header's value that HTTP takes (RFC 9110, 5.5). */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Tries to sign a message. Gives words that hold no secret. */
export function signingProblem(given: {
  readonly subscription: Subscription;
  readonly secret: string | null;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
}): string | null {
  const { subscription, secret, headers } = given;
  const { sign, url } = subscription;
  const odd = headers.find(([, value]) => !HEADER_VALUE.test(value));
  if (odd !== undefined) return `the value of ${odd[0]} is not fit for a header`;
  if (sign === "none") return null;
  if (secret === null) return "it has no secret, and sign is not none";
  try {
    const pairs = headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]);
    const body = new Uint8Array();
    signMessage(sign, { url, id: "msg_0", body, headers: pairs, nowMs: 0 }, [secret]);
    return null;
  } catch (thrown) {
    return toError(thrown).message;
  }
}
