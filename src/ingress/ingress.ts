// The way in. A Request comes in, from our socket, a tunnel or a test; a Response goes out. When it says
// 202, the delivery is on disk. Knows nothing of sockets; daemon.ts hands `fetch` to the listener.

import { Hono } from "hono";
import { authModeOf } from "../core/settings/auth-mode.ts";
import type { HeaderList } from "../core/records/delivery.ts";
import type { AcceptOutcome, NewDelivery } from "../core/records/new-delivery.ts";
import type { WakehookEvent } from "../core/records/wakehook-event.ts";
import { toError } from "../core/records/errors.ts";
import type { HookId } from "../core/records/ids.ts";
import type { LedgerPort } from "../core/ports/ledger-port.ts";
import type { Log } from "../core/ports/log-port.ts";
import { parsePayload } from "../core/events/payload.ts";
import { refuse } from "../core/records/refusals.ts";
import type { LoadedRoute, SettingsSnapshot } from "../core/settings/settings.ts";
import type { RequestInfo } from "../http/request-info.ts";
import type { Clock } from "../system/clock.ts";
import type { Randomness } from "../system/randomness.ts";
import {
  acceptedAnswer,
  handshakeAnswer,
  healthAnswer,
  refusedAnswer,
  routeAnswer,
} from "./answer.ts";
import { runChain } from "./chain.ts";
import type { Accepted, Answered, ChainRefusal, Step } from "./step.ts";
import { createRateLimit } from "./checks/rate-limit.ts";
import { testRequest, toHookRequest, type HookRequest } from "./hook-request.ts";
import { createLargeBodyGate } from "./large-bodies.ts";
import { createNotices } from "./notices.ts";
import { createPairingWindows } from "./pairing-windows.ts";
import type { OwnWork } from "./own-work.ts";
import { openPairing } from "./pairing.ts";
import { plainHookId } from "./plain-hook-id.ts";
import { createRandomPool } from "./random-pool.ts";
import { runRoute } from "./route.ts";
import { findRoute, findTarget } from "./target-hook.ts";

/** What ingress needs of the rest of the program. */
export interface IngressDeps {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly settings: () => SettingsSnapshot;
  readonly ledger: Pick<LedgerPort, "accept">;
  readonly emit: (event: WakehookEvent) => void;
  /** Told after the disk has it and before the answer leaves; duplicates too. */
  readonly onAccepted: (delivery: NewDelivery, outcome: AcceptOutcome) => void;
  readonly log: Log;
  /** Recognises what wakehook's own runs have posted. */
  readonly ownWork: OwnWork;
  /** Recognises wakehook's own canaries; absent: none is. */
  readonly canaryKey?: Uint8Array;
  /**
   * Writes a secret that a sender handed over into a hook that has none, and puts it in force. false: it has one.
   * Absent: no secret is ever taken over.
   */
  readonly storeSecret?: (hookId: HookId, secret: string) => Promise<boolean>;
}

/** The way in. */
export interface Ingress {
  /** Answers whatever comes; never rejects. */
  fetch(request: Request, info: RequestInfo): Promise<Response>;
  /** Takes the owner's test event through the hook's chain, without authentication; origin `test`. */
  submitTest(hookId: HookId, body: Uint8Array, headers: HeaderList): Promise<Response>;
  /**
   * Opens the window in which the hook's sender may hand over its secret. Gives its end, epoch milliseconds.
   * @throws WakehookError `not_found`, `refused`, `usage`.
   */
  openPairing(hookId: string, forMs: number): number;
  /** From here on everything is answered 503 `shutting_down`. */
  stop(): void;
}

/** Bodies above `max_body_bytes` that are read at a time. */
const LARGE_BODIES = 4;
const SHUTTING_DOWN = refuse("shutting_down", "the daemon is stopping", 10);

/** Builds the way in; nothing is opened. */
export function createIngress(deps: IngressDeps): Ingress {
  const chain = {
    ...deps,
    randomness: createRandomPool(deps.randomness),
    rateLimit: createRateLimit(() => deps.clock.monotonic()),
    windows: createPairingWindows(deps.clock),
    storeSecret: deps.storeSecret ?? (() => Promise.resolve(false)),
  };
  const notices = createNotices(deps);
  const largeBodies = createLargeBodyGate(LARGE_BODIES);
  const app = new Hono<{ Bindings: RequestInfo }>();
  let isStopping = false;

  app.all("/hooks/:id", ({ req, env }) => receive(req.raw, req.param("id"), env));
  app.get("/health", () => healthAnswer());
  app.all("/health", () =>
    refusedAnswer(refuse("method_not_allowed", "/health takes GET"), { allow: "GET, HEAD" }),
  );
  app.notFound(() => refusedAnswer(refuse("not_found", "no such path")));
  app.onError((error) => failed(error));

  return {
    async fetch(request, info) {
      if (isStopping) return refusedAnswer(SHUTTING_DOWN);
      const hookId = plainHookId(request);
      if (hookId === null) return app.fetch(request, info);
      return receive(request, hookId, info);
    },
    submitTest: async (hookId, body, headers) =>
      isStopping
        ? refusedAnswer(SHUTTING_DOWN)
        : handle(() => testRequest({ hookId, body, headers })),
    openPairing: (hookId, forMs) => openPairing(chain, deps.settings(), { hookId, forMs }),
    stop() {
      isStopping = true;
    },
  };

  function receive(request: Request, hookId: string, info: RequestInfo): Promise<Response> {
    return handle(({ config: { webhooks: proxies } }) =>
      toHookRequest(deps.clock, request, { hookId, info, proxies }),
    );
  }

  /** Never rejects: whatever fails is answered. */
  async function handle(read: (settings: SettingsSnapshot) => HookRequest): Promise<Response> {
    const pass = largeBodies.open();
    try {
      const settings = deps.settings();
      const request = read(settings);
      const target = findTarget(settings, request.hookId);
      const step = { settings, request, target, pass, parse: parsePayload };
      const route = target.usable === undefined ? findRoute(settings, request.hookId) : undefined;
      if (route !== undefined) return await passToRoute(step, route);
      const result = await runChain(chain, step);
      if (!result.ok) return refuseRequest(step, result);
      return "handshake" in result ? answerQuestion(result) : answerAccepted(result);
    } catch (thrown) {
      return failed(toError(thrown));
    } finally {
      pass.leave();
    }
  }

  async function passToRoute(step: Step, loaded: LoadedRoute): Promise<Response> {
    const { accepted, instead } = await runRoute(chain, { ...step, loaded });
    for (const each of accepted) tellAccepted(each);
    if (instead === null) return routeAnswer(loaded.id, accepted);
    if (instead.ok) return answerQuestion(instead);
    const [first = loaded.id] = loaded.route?.route ?? [];
    return refuseRequest({ ...step, target: findTarget(step.settings, first) }, instead);
  }

  function answerQuestion({ usable, handshake }: Answered): Response {
    notices.handshake(usable.hook.id, handshake);
    return handshakeAnswer(handshake);
  }

  function answerAccepted(result: Accepted): Response {
    tellAccepted(result);
    return acceptedAnswer(result.usable.hook.id, result.outcome, result.usable.source);
  }

  function tellAccepted({ usable, delivery, outcome }: Accepted): void {
    const { id } = usable.hook;
    notices.accepted(id, outcome);
    try {
      deps.onAccepted(delivery, outcome);
    } catch (error) {
      // The delivery is on disk; the next start finds it. The promise to the sender holds.
      deps.log.error("an accepted delivery could not be offered", { hook: id, error });
    }
  }

  function refuseRequest(step: Step, refusal: ChainRefusal): Response {
    notices.refused(step.request, refusal);
    return refusedAnswer(refusal.told ?? refusal, extraHeaders(step, refusal));
  }

  /** A fault of ours: nothing was kept, and the sender may try again. */
  function failed(error: Error): Response {
    deps.log.error("a request could not be handled", { error });
    return refusedAnswer(refuse("storage_unavailable", error.message));
  }
}

/** What an answer needs by its status (RFC 9110, 15.5.2 and 15.5.6); the same for all hooks where they are to read alike. */
function extraHeaders(step: Step, { code, told }: ChainRefusal): Record<string, string> {
  const { uniformRefusals } = step.settings.config.webhooks;
  const usable = uniformRefusals ? undefined : step.target.usable;
  const read = (told ?? { code }).code;
  if (read === "method_not_allowed") {
    const { handshakes = [], challenges = [] } = usable?.source ?? {};
    const methods = [...handshakes, ...challenges].map(({ method }) => method);
    return { allow: [...new Set(["POST", ...methods])].join(", ") };
  }
  if (read !== "unauthorized") return {};
  const isBearer = usable !== undefined && authModeOf(usable.hook) === "bearer";
  return uniformRefusals || isBearer ? { "www-authenticate": "Bearer" } : {};
}
