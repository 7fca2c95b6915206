// A request to the admin listener in, the answer of the API out. Never the public listener.
// Order of the checks: Host and Origin, then the token, then the route.

import type { RequestInfo } from "../http/request-info.ts";
import { createAckHandlers } from "./ack-handlers.ts";
import { isAck } from "./ack-routes.ts";
import { createAnswers, refusal, type AdminRefusal } from "./answer.ts";
import { createChannelHandlers } from "./channel-handlers.ts";
import { createChatHandlers } from "./chat-handlers.ts";
import { createControlHandlers } from "./control-handlers.ts";
import { createDaemonHandlers } from "./daemon-handlers.ts";
import { createDecisionHandlers } from "./decision-handlers.ts";
import { createDeliveryHandlers } from "./delivery-handlers.ts";
import type { AdminDeps } from "./deps.ts";
import { createEventFeed } from "./event-feed.ts";
import { checkAddress, createTokenCheck } from "./guard.ts";
import { createMessageHandlers } from "./message-handlers.ts";
import { createOutboxHandlers } from "./outbox-handlers.ts";
import { createRouter } from "./router.ts";
import { ADMIN_ROUTES } from "./routes.ts";
import { createRunHandlers } from "./run-handlers.ts";
import { createSubscriptionHandlers } from "./subscription-handlers.ts";
import { createTerminalHandlers } from "./terminal-handlers.ts";

/** The admin API. */
export interface Admin {
  /** Answers a request; never rejects. */
  fetch(request: Request, info: RequestInfo): Promise<Response>;
  /** Ends every open stream: events and followed output. Called before the listener is closed. */
  close(): void;
}

/** Refusals of strangers are logged at most this often; what came in between is counted. */
const LOG_EVERY_MS = 10_000;

/** Builds the admin API. */
export function createAdmin(deps: AdminDeps): Admin {
  const answers = createAnswers(deps.mask);
  const stopper = new AbortController();
  const stopping = stopper.signal;
  const feed = createEventFeed(deps);
  const checkToken = createTokenCheck(deps.token);
  const logRefusal = createRefusalLog(deps);
  const handlers = {
    ...createDaemonHandlers(deps, { answers, feed, stopping }),
    ...createDeliveryHandlers(deps, answers),
    ...createDecisionHandlers(deps, answers),
    ...createControlHandlers(deps, answers),
    ...createAckHandlers(deps, answers),
    ...createOutboxHandlers(deps, answers),
    ...createChatHandlers(deps, answers),
    ...createMessageHandlers(deps, answers),
    ...createSubscriptionHandlers(deps, answers),
    ...createChannelHandlers(deps, answers),
    ...createTerminalHandlers({ ...deps, stopping }, answers),
    ...createRunHandlers(deps, { answers, stopping }),
  };
  const route = createRouter(deps, handlers, answers);

  function check(request: Request, info: RequestInfo): AdminRefusal | null {
    const foreign = checkAddress(request, info, deps.addresses().admin);
    if (foreign !== null) return foreign;
    return isHealth(request) || isAck(request) ? null : checkToken(request.headers);
  }

  return {
    async fetch(request, info) {
      const refused = check(request, info);
      if (refused !== null) {
        logRefusal(refused, request, info);
        const more = refused.code === "unauthorized" ? { "www-authenticate": "Bearer" } : {};
        return answers.refused(refused, more);
      }
      // Hono would answer it with a GET's stream that nobody reads or closes.
      if (request.method === "HEAD")
        return answers.refused(refusal("method_not_allowed", "HEAD is not taken"), {
          allow: "GET",
        });
      return route(request);
    },
    close() {
      stopper.abort();
      feed.close();
    },
  };
}

function isHealth({ url }: Request): boolean {
  return new URL(url).pathname === ADMIN_ROUTES.health.path;
}

function createRefusalLog({ clock, log }: Pick<AdminDeps, "clock" | "log">) {
  let quietUntil = Number.NEGATIVE_INFINITY;
  let unlogged = 0;

  return ({ code }: AdminRefusal, { method, url }: Request, { remoteAddress }: RequestInfo) => {
    if (clock.monotonic() < quietUntil) {
      unlogged += 1;
      return;
    }
    quietUntil = clock.monotonic() + LOG_EVERY_MS;
    const path = new URL(url).pathname.slice(0, 200);
    log.warn("a request to the admin API was refused", {
      code,
      method,
      path,
      remoteAddress,
      unlogged,
    });
    unlogged = 0;
  };
}
