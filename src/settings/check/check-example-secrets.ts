// The secrets of webhooks.example.json are known to everybody who has read it.

import type { Problem } from "../../core/settings/problem.ts";
import type { HookSecrets } from "../../core/settings/settings.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { hiddenFinding } from "./finding.ts";

/** As they begin: plain, and as the base64 of `whsec_` secrets. */
const EXAMPLE_SECRET = /^(?:change-me|whsec_Y2hhbmdlLW1l)/;

/** A warning for every secret that was copied from the example and not changed. */
export function exampleSecretWarnings({ hook, place, secrets }: CheckedHook): Problem[] {
  const values: ReadonlyArray<readonly [string, HookSecrets[keyof HookSecrets]]> = [
    ["token", secrets.token],
    ["secret", secrets.secret],
    ["hmac_secret", secrets.hmacSecret],
  ];
  const message = "is the example's, which everybody knows";
  const hint = `wakehook hook rotate ${hook.id}`;
  return values.flatMap(([field, value]) =>
    typeof value === "string" && EXAMPLE_SECRET.test(value)
      ? [hiddenFinding("warning", place, { field, message, hint })]
      : [],
  );
}
