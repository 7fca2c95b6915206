// `forward` of mode forward: a URL that is the owner's choice alone, and templates that make a request.

import { isNamedTarget, literalProblem } from "../outbound/resolve-target.ts";
import { fillJson } from "../core/fill-template.ts";
import {
  bodyTypeOf,
  FORWARD_METHODS,
  isJsonType,
  OWN_FORWARD_HEADERS,
  type Forward,
} from "../core/forward-request.ts";
import { originOf, urlTemplateProblem } from "../core/forward-url.ts";
import type { TemplateContext } from "../core/placeholder.ts";
import type { Problem } from "../core/problem.ts";
import { toError } from "../core/errors.ts";
import { placeholderNames } from "../core/template.ts";
import { signMessage } from "../signing/outbound-schemes.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { finding, hiddenFinding } from "./finding.ts";

type Wrong = Pick<Problem, "message"> & { readonly field: string; readonly value?: unknown };

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
  const wrong = [
    ...methodWrong(forward),
    ...headersWrong(forward),
    ...bodyWrong(forward),
    ...signWrong(checked, forward),
  ].map((words) => finding("error", place, words));
  return [...urlProblems(checked, forward), ...wrong];
}

/** The origin that a hook's events go to; null where it has none, or an error. */
export function forwardOrigin({
  hook,
  secrets,
}: Pick<CheckedHook, "hook" | "secrets">): string | null {
  return hook.forward === undefined ? null : originOf(secrets.forward?.url ?? hook.forward.url);
}

function urlProblems(checked: CheckedHook, forward: Forward): Problem[] {
  const { place, config, secrets } = checked;
  const template = secrets.forward?.url ?? forward.url;
  // What stands elsewhere is a secret; where it could not be had, that is said already.
  const isElsewhere = /^(?:env|file):/.test(forward.url);
  if (isElsewhere && secrets.forward?.url == null) return [];
  const say = isElsewhere ? hiddenFinding : finding;
  const at = { field: "forward.url", value: forward.url };
  const problem = urlTemplateProblem(template);
  if (problem !== null) return [say("error", place, { ...at, message: problem })];
  const origin = forwardOrigin(checked);
  if (origin === null) return [];
  const url = new URL(origin);
  const refused = literalProblem(url, config.forwardAllow);
  if (refused !== null) return [say("error", place, { ...at, ...refusedWords(refused) })];
  if (url.protocol === "https:" || isNamedTarget(url, config.forwardAllow)) return [];
  const message = "is not encrypted: everybody on the way can read the events";
  return [say("warning", place, { ...at, message })];
}

/** What is said of a host that nothing may be sent to. */
export function refusedWords(reason: string): { message: string; hint: string } {
  return {
    message: `${reason}: nothing is sent there`,
    hint: "to allow it, add the host, address or network to forward_allow in config.json",
  };
}

function methodWrong({ method = "POST" }: Forward): Wrong[] {
  if (placeholderNames(method).length > 0) return [];
  if (FORWARD_METHODS.includes(method.toUpperCase())) return [];
  const message = `is none of ${FORWARD_METHODS.join(", ")}`;
  return [{ field: "forward.method", value: method, message }];
}

// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const LINE_BREAKERS = /[\u0000-\u0008\u000a-\u001f\u007f]/;

function headersWrong({ headers = {} }: Forward): Wrong[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const field = `forward.headers.${name}`;
    if (OWN_FORWARD_HEADERS.test(name))
      return [{ field, message: "wakehook or HTTP sets this header itself" }];
    return LINE_BREAKERS.test(value) ? [{ field, message: "must be one line" }] : [];
  });
}

const NO_DELIVERY: TemplateContext = {
  payload: {},
  event: null,
  entity: null,
  deliveryId: "",
  headers: [],
  method: "POST",
  path: "/",
};

function bodyWrong(forward: Forward): Wrong[] {
  const { body } = forward;
  if (body === undefined || !isJsonType(bodyTypeOf(forward))) return [];
  try {
    JSON.parse(fillJson(body, NO_DELIVERY).text);
    return [];
  } catch {
    const message = "is no JSON, also with its placeholders filled in";
    return [{ field: "forward.body", value: body, message }];
  }
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
