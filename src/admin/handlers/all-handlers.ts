// The handlers of every route.

import { createAccessHandlers } from "./access-handlers.ts";
import { createAckHandlers } from "./ack-handlers.ts";
import { createChannelHandlers } from "./channel-handlers.ts";
import { createChatHandlers } from "./chat-handlers.ts";
import { createConfigHandlers } from "./config-handlers.ts";
import { createControlHandlers } from "./control-handlers.ts";
import { createDaemonHandlers } from "./daemon-handlers.ts";
import { createDecisionHandlers } from "./decision-handlers.ts";
import { createDeliveryHandlers } from "./delivery-handlers.ts";
import { createDoctorHandlers } from "./doctor-handlers.ts";
import { createExposeHandlers } from "./expose-handlers.ts";
import { createGapHandlers } from "./gap-handlers.ts";
import { createHookHandlers } from "./hook-handlers.ts";
import { createMessageHandlers } from "./message-handlers.ts";
import { createOutboxHandlers } from "./outbox-handlers.ts";
import { createRunHandlers } from "./run-handlers.ts";
import { createSubscriptionHandlers } from "./subscription-handlers.ts";
import { createTerminalHandlers } from "./terminal-handlers.ts";
import { createTunnelHandlers } from "./tunnel-handlers.ts";
import type { Answers } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import type { IssueLink } from "./access-handlers.ts";
import type { EventFeed } from "../events/event-feed.ts";
import type { Handlers } from "../handler.ts";
import type { RouteName } from "../routes/routes.ts";

/** What the handlers share beside the deps. */
export interface HandlerParts {
  readonly answers: Answers;
  readonly feed: EventFeed;
  readonly stopping: AbortSignal;
  readonly issueLink: IssueLink;
}

/** Builds them. */
export function createHandlers(
  deps: AdminDeps,
  { answers, feed, stopping, issueLink }: HandlerParts,
): Handlers<RouteName> {
  return {
    ...createDaemonHandlers(deps, { answers, feed, stopping }),
    ...createDoctorHandlers(deps, answers),
    ...createGapHandlers(deps, answers),
    ...createExposeHandlers(deps, answers),
    ...createAccessHandlers(deps, { answers, issueLink }),
    ...createHookHandlers(deps, answers),
    ...createDeliveryHandlers(deps, answers),
    ...createDecisionHandlers(deps, answers),
    ...createConfigHandlers(deps, answers),
    ...createControlHandlers(deps, answers),
    ...createAckHandlers(deps, answers),
    ...createOutboxHandlers(deps, answers),
    ...createChatHandlers(deps, answers),
    ...createMessageHandlers(deps, answers),
    ...createSubscriptionHandlers(deps, answers),
    ...createChannelHandlers(deps, answers),
    ...createTunnelHandlers(deps, answers),
    ...createTerminalHandlers({ ...deps, stopping }, answers),
    ...createRunHandlers(deps, { answers, stopping }),
  };
}
