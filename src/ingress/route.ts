// A request to a route comes in; what became of it at each of its hooks goes out, with the one word for its sender.
//
// Each hook is asked alone, by its own rules and its own secret, over the same raw bytes. Whoever proves
// itself to a hook makes a delivery there. The sender is told success only where every hook that it proved
// itself to has the delivery on disk: otherwise it sends again, and those that have it know the repeat.

import type { Config } from "../core/settings/config.ts";
import { toError } from "../core/records/errors.ts";
import { parsePayload } from "../core/events/payload.ts";
import { refuse, REFUSALS, type Refusal, type RefusalCode } from "../core/records/refusals.ts";
import type { LoadedRoute } from "../core/settings/settings.ts";
import { generic } from "../sources/generic.ts";
import { passChecks, countRefusal, type ChainDeps } from "./chain.ts";
import { authenticate } from "./checks/authenticate.ts";
import { checkBody } from "./checks/body.ts";
import { invalidEntry, unusableHook } from "./checks/hook-exists.ts";
import { signedRequest } from "./hook-request.ts";
import type { Accepted, Answered, ChainRefusal, ChainResult, Step } from "./step.ts";
import { checkedAsOf } from "./passage.ts";
import { findTarget, type TargetHook } from "./target-hook.ts";
import { asIfUnknown } from "./uniform-refusal.ts";

/** What became of a request to a route. */
export interface RouteResult {
  /** On disk, whatever is answered; in the route's order. */
  readonly accepted: readonly Accepted[];
  /** What the sender reads in place of its deliveries. */
  readonly instead: Answered | ChainRefusal | null;
}

type RouteStep = Omit<Step, "target" | "parse"> & { readonly loaded: LoadedRoute };

/** Takes a request to all hooks of a route, and counts a refusal once. */
export async function runRoute(deps: ChainDeps, step: RouteStep): Promise<RouteResult> {
  const { loaded, settings } = step;
  const { route } = loaded;
  if (route === null) return { accepted: [], instead: invalidEntry(loaded) };
  const targets = route.enabled
    ? [...new Set(route.route)].map((id) => findTarget(settings, id))
    : [];
  const parts = partsOf(step, targets);
  const results = await Promise.all(parts.map((part) => askHook(deps, part)));
  const accepted = results.filter((result) => "delivery" in result);
  const answered = results.find((result) => "handshake" in result) ?? null;
  const refused = results.filter((result) => !result.ok);
  const failed = refused.filter(({ proven }) => proven === true);
  if (failed.length === 0 && (answered !== null || accepted.length > 0))
    return { accepted, instead: answered };
  const word = failed.length > 0 ? failed : refused;
  const refusal = word.length > 0 ? oneOf(word) : await nobody(deps, step);
  return { accepted, instead: await countRefusal(deps, { ...step, hookId: loaded.id }, refusal) };
}

/** One step per hook that is there. They share the body, read once with the bounds of the hook that takes the most, and its JSON. */
function partsOf({ settings, request, pass }: RouteStep, targets: readonly TargetHook[]): Step[] {
  const there = targets.filter(({ loaded }) => loaded !== undefined);
  const most = largestBody(settings.config.webhooks, there);
  const parse = parseOnce();
  return there.map((target): Step => {
    const own: Step["request"] = {
      ...request,
      hookId: target.loaded?.id ?? request.hookId,
      async readBody(bounds) {
        const read = await request.readBody({ ...bounds, maxBytes: most });
        const isOver = read.kind === "whole" && read.bytes.byteLength > bounds.maxBytes;
        return isOver ? { kind: "too_large" } : read;
      },
    };
    return { settings, request: own, target, pass, parse };
  });
}

function largestBody({ maxBodyBytes }: Config["webhooks"], targets: readonly TargetHook[]): number {
  return Math.max(maxBodyBytes, ...targets.map(({ rules }) => rules.maxBodyBytes ?? 0));
}

/** `parsePayload` that reads a body once for all hooks that take the same shapes. */
function parseOnce(): Step["parse"] {
  const read = new Map<string, ReturnType<typeof parsePayload>>();
  return (shapes, mediaType, body) => {
    const key = shapes.join();
    const known = read.get(key) ?? parsePayload(shapes, mediaType, body);
    read.set(key, known);
    return known;
  };
}

/** Never rejects: a fault at one hook takes nothing from the others. */
async function askHook(deps: ChainDeps, step: Step): Promise<ChainResult> {
  try {
    const result = unusableHook(step.target) ?? (await passChecks(deps, step));
    const isOff = !result.ok && result.code === "hook_disabled";
    return isOff ? await refuseDisabled(deps, step, result) : result;
  } catch (thrown) {
    const error = toError(thrown);
    deps.log.error("a hook of a route could not be asked", { hook: step.target.loaded?.id, error });
    return { ...refuse("storage_unavailable", error.message), proven: true };
  }
}

/** Of a hook that is off, only who proves itself to it is told so. */
async function refuseDisabled(
  { clock }: ChainDeps,
  step: Step,
  disabled: ChainRefusal,
): Promise<ChainRefusal> {
  const { request, settings } = step;
  const { usable } = step.target;
  if (usable === undefined || request.origin === "test" || request.method !== "POST")
    return disabled;
  const body = await checkBody(step);
  if (!body.ok) return body;
  const refusal = authenticate(
    usable,
    signedRequest(request, body.bytes),
    checkedAsOf(request, settings.config.webhooks, clock.now()),
  );
  const word = refusal ?? disabled;
  return settings.config.webhooks.uniformRefusals ? asIfUnknown(step, body, word) : word;
}

/** The route is off, or none of its hooks is there: what a sender reads of a hook that is not there. */
async function nobody(deps: ChainDeps, step: RouteStep): Promise<ChainRefusal> {
  const { loaded, settings, request, pass } = step;
  const target = { loaded: undefined, usable: undefined, rules: generic };
  const result = await passChecks(deps, { settings, request, pass, target, parse: parsePayload });
  const isOff = loaded.route?.enabled === false;
  if (result.ok) return refuse("hook_not_found", "no hook of this route is there");
  if (result.code !== "hook_not_found") return result;
  const word = isOff
    ? refuse("hook_disabled", `route ${loaded.id} is switched off`)
    : refuse("hook_not_found", "no hook of this route is there");
  return result.told === undefined ? word : { ...word, told: result.told };
}

/** How near each word is to a success; those that are not listed come last, in the order of the answers. */
const NEAREST: readonly RefusalCode[] = [
  "storage_unavailable",
  "queue_full",
  "rate_limited",
  "hook_invalid",
  "challenge_refused",
  "hook_disabled",
  "unauthorized",
];

/** One word for all, with each hook's own for the owner. */
function oneOf(refusals: readonly ChainRefusal[]): ChainRefusal {
  const codes = [...NEAREST, ...(Object.keys(REFUSALS) as RefusalCode[])];
  const place = ({ code }: Refusal): number => codes.indexOf(code);
  const [first, ...others] = refusals.toSorted((one, other) => place(one) - place(other));
  if (first === undefined) return refuse("hook_not_found", "no hook of this route is there");
  const reasons = new Set([first, ...others].map(({ code, reason }) => `${code}: ${reason}`));
  return reasons.size === 1 ? first : { ...first, reason: [...reasons].join("; ") };
}
