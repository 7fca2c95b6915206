// The closed list of events that subscriptions are told, each with the shape of its `data`. The docs, the patterns and
// the library of the package are made from it. An event that never happens has no row.

import * as z from "zod";

const text = z.string();
const optional = z.string().nullable();
const time = z.iso.datetime().describe("RFC 3339, UTC");
const optionalTime = time.nullable();
const number = z.number().nullable();

const delivery = {
  delivery_id: text,
  hook_id: text,
  source: text.describe("the sender's preset"),
  origin: text.describe("sender, test or replay"),
  event: optional.describe("the sender's event"),
  entity: optional.describe("what it is about: octo/site#42"),
  received_at: time,
};
const stopped = { status: text, reason: optional };

const Delivery = z.strictObject(delivery);
const Ended = z.strictObject({ ...delivery, ...stopped });
const Held = z.strictObject({ ...delivery, ...stopped, held_until: optionalTime });
const Approval = z.strictObject({
  ...delivery,
  reason: optional,
  expires_at: optionalTime.describe("when nobody may approve it any more"),
});
const run = {
  run_id: text,
  delivery_id: text,
  hook_id: text,
  event: optional,
  entity: optional,
  attempt: z.int(),
  mode: text,
  agent: optional,
  started_at: time,
};
const RunStarted = z.strictObject(run);
const RunEnded = z.strictObject({
  ...run,
  ended_at: optionalTime,
  duration_ms: number,
  status: text,
  error: optional.describe("why it did not succeed; null where it did"),
  exit_code: number,
  signal: optional,
  session_id: optional,
  cost_usd: number,
  turns: number,
  tokens_in: number.describe("as the agent counts them, with what was cached"),
  tokens_out: number,
  goes_on: z.boolean().describe("true: the delivery waits for another attempt"),
});
const Task = z.strictObject({
  ...delivery,
  task_id: text.describe("the id of its delivery"),
  title: text,
  description: text.describe("at most 2000 characters"),
  tags: z.array(text),
  priority: text.describe("critical, high, medium or low"),
  state: text.describe("todo, in_progress, done, failed or canceled"),
  status: optional.describe("the status of its delivery"),
  reason: optional,
});
const Session = z.strictObject({
  conversation_id: text,
  session_id: optional.describe("as the agent CLI calls it; null: none is known yet"),
  agent: text,
  chat: text,
  entity: optional.describe("what it is about; null: the owner's own"),
  title: text,
});
const Agent = z.strictObject({
  agent: text,
  cause: text,
  reason: text,
  until: optionalTime,
});
const HookPaused = z.strictObject({
  hook_id: text,
  entity: optional.describe("only what is about this is paused; null: the whole hook"),
  cause: text,
  reason: text,
  until: optionalTime,
});

/** What an event is about: the `type` of its resource. */
export type ResourceType = "delivery" | "run" | "approval" | "task" | "session" | "agent" | "hook";

/** One row per event. */
export const OUTBOUND_EVENTS = {
  "delivery.accepted": row("a request was accepted", "delivery", Delivery),
  "delivery.held": row("it waits for a reason that has a name", "delivery", Held),
  "delivery.skipped": row("it ended without a run, on purpose", "delivery", Ended),
  "delivery.failed": row("it ended in an error before a run could start", "delivery", Ended),
  "run.started": row("a run has begun", "run", RunStarted),
  "run.succeeded": row("a run ended well", "run", RunEnded),
  "run.failed": row("a run ended in an error", "run", RunEnded),
  "run.canceled": row("a run was ended by the owner, or for a newer delivery", "run", RunEnded),
  "run.interrupted": row("the daemon stopped or died while it ran", "run", RunEnded),
  "approval.requested": row("a delivery waits for the owner's approval", "approval", Approval),
  "approval.approved": row("the owner has approved it", "approval", Approval),
  "approval.denied": row("the owner has discarded it", "approval", Approval),
  "approval.expired": row("nobody approved it in time", "approval", Approval),
  "task.created": row("a hook that makes tasks took a delivery", "task", Task),
  "task.started": row("its first run has begun", "task", Task),
  "task.completed": row("it ended in success", "task", Task),
  "task.failed": row("it ended in an error", "task", Task),
  "task.canceled": row("it ended without a run, or its owner stopped it", "task", Task),
  "session.created": row("a conversation with an agent has begun", "session", Session),
  "session.resumed": row("a conversation went on in its agent's session", "session", Session),
  "session.terminated": row("a conversation was closed", "session", Session),
  "agent.unhealthy": row("an agent program is paused: login, limit, hang", "agent", Agent),
  "agent.recovered": row("its pause has ended", "agent", Agent),
  "hook.paused": row("a hook is paused, or one of its entities", "hook", HookPaused),
} as const satisfies Record<string, OutboundEventRow>;

/** What the table says of an event. */
export interface OutboundEventRow {
  readonly meaning: string;
  readonly resource: ResourceType;
  readonly data: z.ZodType;
}

/** An event's name. */
export type OutboundEvent = keyof typeof OUTBOUND_EVENTS;
/** What an event says. */
export type OutboundData<Event extends OutboundEvent> = z.output<
  (typeof OUTBOUND_EVENTS)[Event]["data"]
>;

/** Every event's name. */
export const OUTBOUND_EVENT_NAMES = Object.keys(OUTBOUND_EVENTS) as OutboundEvent[];

/** Tells whether a text names an event. */
export function isOutboundEvent(name: string): name is OutboundEvent {
  return Object.hasOwn(OUTBOUND_EVENTS, name);
}

function row<Data extends z.ZodType>(meaning: string, resource: ResourceType, data: Data) {
  return { meaning, resource, data };
}
