// The relay's public end. Requests come in; hooks, /health and nothing else are answered.

import { toError } from "../../core/records/errors.ts";
import { refuse, type Refusal } from "../../core/records/refusals.ts";
import type { RequestInfo } from "../../http/request-info.ts";
import { handshakeAnswer, healthAnswer, refusedAnswer } from "../../ingress/answer.ts";
import { signedRequest, toHookRequest } from "../../ingress/hook-request.ts";
import { createLargeBodyGate } from "../../ingress/large-bodies.ts";
import type { Clock } from "../../system/clock.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import { nameOf } from "./door-limits.ts";
import { allowedMethods, findOtherQuestion } from "./door-question.ts";
import { createRefusalLog } from "./refusal-log.ts";
import { findDoorTarget, type TargetDeps } from "./door-target.ts";
import type { DoorCall } from "./door-call.ts";
import { askDaemon, receive, type ReceiveDeps } from "./receive.ts";

/** What the door needs. */
export interface DoorDeps extends ReceiveDeps, Pick<TargetDeps, "registrations"> {
  readonly clock: Clock;
  readonly keys: Pick<KeyRing, "ofDaemon" | "look">;
}

/** The public end. */
export interface Door {
  /** Answers whatever comes; never rejects. */
  fetch(request: Request, info: RequestInfo): Promise<Response>;
  /** From here on everything is answered 503 `shutting_down`. */
  stop(): void;
}

const HOOK_PATH = /^https?:\/\/[^/?#]+\/([^/?#]{1,64})\/hooks\/([^/?#]{1,200})(?:[?#].*)?$/;
const HEALTH_PATH = /^https?:\/\/[^/?#]+\/health(?:[?#].*)?$/;
/** Bodies above `max_body_bytes` that are read at a time. */
const LARGE_BODIES = 4;
const NO_BODY = new Uint8Array();
const SHUTTING_DOWN = refuse("shutting_down", "the relay is stopping", 10);
const NOT_FOUND = refuse("not_found", "no such path");

/** Opens the door; it listens nowhere itself. */
export function createDoor(deps: DoorDeps): Door {
  const largeBodies = createLargeBodyGate(LARGE_BODIES);
  const refusals = createRefusalLog(deps);
  let isStopping = false;

  async function answer(request: Request, info: RequestInfo): Promise<Response> {
    if (HEALTH_PATH.test(request.url))
      return ["GET", "HEAD"].includes(request.method)
        ? healthAnswer()
        : refusedAnswer(refuse("method_not_allowed", "/health takes GET"), { allow: "GET, HEAD" });
    const [, daemon, hookId] = HOOK_PATH.exec(request.url) ?? [];
    if (daemon === undefined || hookId === undefined) return refusedAnswer(NOT_FOUND);
    // One that was added just now is known at once.
    if (deps.keys.ofDaemon(daemon) === null) await deps.keys.look();
    const pass = largeBodies.open();
    try {
      const now = deps.clock.now();
      const call: DoorCall = {
        target: findDoorTarget({ ...deps, now }, daemon, hookId),
        request: toHookRequest(deps.clock, request, {
          hookId,
          info,
          proxies: deps.settings.config,
        }),
        pass,
      };
      const outcome = await (request.method === "POST" ? receive(deps, call) : question(call));
      return outcome instanceof Response ? outcome : await refuseCall(call, outcome);
    } finally {
      pass.leave();
    }
  }

  async function question({ target, request }: DoorCall): Promise<Response | Refusal> {
    if (!target.isOpen && target.refusal.code === "daemon_away") return target.refusal;
    const notAllowed = refuse("method_not_allowed", `${request.method} is not taken by this hook`);
    if (!target.isOpen || !target.hook.enabled) return notAllowed;
    const asked = { signed: signedRequest(request, NO_BODY), payload: undefined };
    const found = findOtherQuestion(target, asked, deps.settings.config.requestsPerMinute);
    if (found === null) return notAllowed;
    if (found.kind === "answer") return handshakeAnswer(found.handshake);
    return askDaemon(deps, target, { request, body: NO_BODY });
  }

  /** Tells the owner, counts it against its sender, and over the budget says 429. */
  async function refuseCall({ target, request }: DoorCall, refusal: Refusal): Promise<Response> {
    const name = target.isOpen ? nameOf(target) : null;
    refusals.note(name, refusal, request.remoteAddress);
    const over = isSendersFault(refusal) ? await deps.limits.refused(name, request) : null;
    if (over !== null) return refusedAnswer(over);
    return refusedAnswer(
      refusal,
      refusal.code === "method_not_allowed"
        ? { allow: target.isOpen ? allowedMethods(target.source) : "POST" }
        : {},
    );
  }

  return {
    async fetch(request, info) {
      if (isStopping) return refusedAnswer(SHUTTING_DOWN);
      try {
        return await answer(request, info);
      } catch (thrown) {
        const error = toError(thrown);
        deps.log.error("a request could not be handled", { error });
        return refusedAnswer(refuse("storage_unavailable", error.message));
      }
    },
    stop() {
      isStopping = true;
    },
  };
}

/** What is our own trouble is not counted against the sender; nor is a wrong method, which tries no credential. */
function isSendersFault({ code }: Refusal): boolean {
  const own = ["method_not_allowed", "rate_limited", "queue_full", "storage_unavailable"];
  return ![...own, "daemon_away"].includes(code);
}
