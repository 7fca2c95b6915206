// The closed list of schemes that no description covers.

import type { SchemeName } from "../../core/settings/verifier.ts";
import type { ValueReader } from "../read-value.ts";
import {
  fail,
  type SignedRequest,
  type Verification,
  type VerificationFailure,
} from "../verification.ts";
import { awsSns } from "./aws-sns.ts";
import { contentful } from "./contentful.ts";
import { paypal } from "./paypal.ts";
import type { Scheme } from "./scheme.ts";
import { twilio } from "./twilio.ts";

/** Every scheme by its name. */
export const SCHEMES: Readonly<Record<SchemeName, Scheme>> = {
  twilio,
  contentful,
  paypal,
  "aws-sns": awsSns,
};

/** Asks a scheme with each secret; the first that is right counts. */
export function verifyScheme(
  name: SchemeName,
  given: { readonly request: SignedRequest; readonly reader: ValueReader; readonly nowMs: number },
  secrets: readonly string[],
): Verification {
  let failure: VerificationFailure | undefined;
  for (const [keyIndex, secret] of secrets.entries()) {
    const refusal =
      secret === ""
        ? fail("secret", "the secret is empty", { mend: "set the hook's secret" })
        : SCHEMES[name].verify({ ...given, secret });
    if (refusal === null) return { ok: true, keyIndex };
    failure ??= refusal;
  }
  return failure ?? fail("secret", "no secret is set", { mend: "set the hook's secret" });
}
