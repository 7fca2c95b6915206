// A request by template, as mode forward and reports to senders send it: its URL is the owner's choice alone, and
// whatever a sender writes, it stays a request.

import { fillJson } from "../../core/text/fill-template.ts";
import {
  bodyTypeOf,
  FORWARD_METHODS,
  isJsonType,
  OWN_FORWARD_HEADERS,
  type Forward,
} from "../../core/outbound/forward-request.ts";
import { originOf, urlTemplateProblem } from "../../core/outbound/forward-url.ts";
import type { TemplateContext } from "../../core/text/placeholder.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { placeholderNames } from "../../core/text/template.ts";
import { isNamedTarget, literalProblem } from "../../outbound/resolve-target.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { finding, hiddenFinding } from "./finding.ts";

/** What is checked. */
export interface CheckedTemplate {
  readonly template: Pick<Forward, "url" | "method" | "headers" | "body">;
  /** The URL where it stands elsewhere (`env:`, `file:`); null: it is in the template, or cannot be had. */
  readonly url: string | null;
  /** What problems call the object. */
  readonly field: string;
}

type Surroundings = Pick<CheckedHook, "place" | "config">;
type Wrong = Pick<Problem, "message"> & { readonly field: string; readonly value?: unknown };

/** Checks it; names are not resolved here, since a load must not wait for anybody. */
export function requestProblems(around: Surroundings, checked: CheckedTemplate): Problem[] {
  const wrong = [...methodWrong(checked), ...headersWrong(checked), ...bodyWrong(checked)];
  return [
    ...urlProblems(around, checked),
    ...wrong.map((words) => finding("error", around.place, words)),
  ];
}

/** Checks where it goes. */
export function urlProblems(
  { place, config }: Surroundings,
  { template, url: secret, field: name }: CheckedTemplate,
): Problem[] {
  // What stands elsewhere is a secret; where it could not be had, that is said already.
  const isElsewhere = /^(?:env|file):/.test(template.url);
  if (isElsewhere && secret === null) return [];
  const say = isElsewhere ? hiddenFinding : finding;
  const at = { field: `${name}.url`, value: template.url };
  const problem = urlTemplateProblem(secret ?? template.url);
  if (problem !== null) return [say("error", place, { ...at, message: problem })];
  const origin = originOf(secret ?? template.url);
  if (origin === null) return [];
  return originProblems(new URL(origin), config.forwardAllow).map(({ level, ...words }) =>
    say(level, place, { ...at, ...words }),
  );
}

/** What can be said of a host without asking anybody. */
export function originProblems(
  url: URL,
  allowed: readonly string[],
): Array<Pick<Problem, "level" | "message" | "hint">> {
  const refused = literalProblem(url, allowed);
  if (refused !== null) return [{ level: "error", ...refusedWords(refused) }];
  if (url.protocol === "https:" || isNamedTarget(url, allowed)) return [];
  const message = "is not encrypted: everybody on the way can read the events";
  return [{ level: "warning", message }];
}

/** What is said of a host that nothing may be sent to. */
export function refusedWords(reason: string): { message: string; hint: string } {
  return {
    message: `${reason}: nothing is sent there`,
    hint: "to allow it, add the host, address or network to forward_allow in config.json",
  };
}

function methodWrong({ template, field }: CheckedTemplate): Wrong[] {
  const { method = "POST" } = template;
  if (placeholderNames(method).length > 0) return [];
  if (FORWARD_METHODS.includes(method.toUpperCase())) return [];
  const message = `is none of ${FORWARD_METHODS.join(", ")}`;
  return [{ field: `${field}.method`, value: method, message }];
}

// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const LINE_BREAKERS = /[\u0000-\u0008\u000a-\u001f\u007f]/;

function headersWrong({ template, field: name }: CheckedTemplate): Wrong[] {
  return Object.entries(template.headers ?? {}).flatMap(([header, value]) => {
    const field = `${name}.headers.${header}`;
    if (OWN_FORWARD_HEADERS.test(header))
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

function bodyWrong({ template, field }: CheckedTemplate): Wrong[] {
  const { body } = template;
  if (body === undefined || !isJsonType(bodyTypeOf(template))) return [];
  try {
    JSON.parse(fillJson(body, NO_DELIVERY).text);
    return [];
  } catch {
    const message = "is no JSON, also with its placeholders filled in";
    return [{ field: `${field}.body`, value: body, message }];
  }
}
