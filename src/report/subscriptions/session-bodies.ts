// What happens to a conversation with an agent, as an event.

import type { Happening } from "../../core/outbound/happening.ts";
import { outboundBody, type OutboundBody } from "../../core/outbound/outbound-body.ts";

/** The event of a change of a conversation. */
export function ofSession({
  at,
  change,
  conversation,
}: Extract<Happening, { kind: "session" }>): OutboundBody {
  const { id, sessionId, agent, chat, entity, title } = conversation;
  return outboundBody({
    event: `session.${change}`,
    at,
    id,
    labels: { agent, chat },
    annotations: { entity },
    data: { conversation_id: id, session_id: sessionId, agent, chat, entity, title },
  });
}
