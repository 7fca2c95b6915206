// `forward` of mode forward: a URL that is the owner's choice alone, and templates that make a request.

import { originOf } from "../../core/outbound/forward-url.ts";
import type { Forward } from "../../core/outbound/forward-request.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { toError } from "../../core/records/errors.ts";
import { signMessage } from "../../signing/outbound-schemes.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { requestProblems } from "./check-request.ts";
import { finding } from "./finding.ts";

type Wrong = Pick<Problem, "message"> & { readonly field: string };

/** Checks `forward`; names are not resolved here, since a load must not wait for anybody. */
export function forwardProblems(checked: CheckedHook): Problem[] {
  const { hook, place } = checked;
  const { forward, mode } = hook;
  if (forward === undefined) {
    if (mode !== "forward") return [];
    const hint = 'write {"url": "https://example.org/hook"}';
    const message = "is missing: mode forward needs it";
    return [finding("error", place, { field: "forward", message, hint })];
  }
  const url = checked.secrets.forward?.url ?? null;
  const wrong = signWrong(checked, forward).map((words) => finding("error", place, words));
  return [...requestProblems(checked, { template: forward, url, field: "forward" }), ...wrong];
}

/** The origin that a hook's events go to; null where it has none, or an error. */
export function forwardOrigin({
  hook,
  secrets,
}: Pick<CheckedHook, "hook" | "secrets">): string | null {
  return hook.forward === undefined ? null : originOf(secrets.forward?.url ?? hook.forward.url);
}

function signWrong({ hook, secrets }: CheckedHook, { secret: written }: Forward): Wrong[] {
  const { sign = "standard-webhooks" } = hook;
  const secret = secrets.forward?.secret ?? null;
  if (secret === null) {
    if (written !== undefined || hook.sign === undefined || sign === "none") return [];
    return [{ field: "sign", message: "needs forward.secret, the key of the signature" }];
  }
  try {
    const message = {
      url: "https://x.example/",
      id: "msg_0",
      body: new TextEncoder().encode("{}"),
    };
    signMessage(sign, { ...message, headers: [], nowMs: 0 }, [secret]);
    return [];
  } catch (thrown) {
    return [{ field: "forward.secret", message: toError(thrown).message }];
  }
}
