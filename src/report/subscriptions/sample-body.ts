// An event that did not happen, to try a subscription with. Its annotations say so.

import { outboundBody, rfc3339, type OutboundBody } from "../../core/outbound/outbound-body.ts";
import { OUTBOUND_EVENTS, type OutboundEvent } from "../../core/outbound/outbound-events.ts";
import type { TaskState } from "../../core/records/task-state.ts";

const DELIVERY = `dlv_${"0".repeat(26)}`;
const TASK_STATES: Partial<Record<OutboundEvent, TaskState>> = {
  "task.started": "in_progress",
  "task.completed": "done",
  "task.failed": "failed",
  "task.canceled": "canceled",
};
const CONVERSATION = `cnv_${"0".repeat(26)}`;
const RUN = `run_${"0".repeat(26)}`;

/** A sample of an event. */
export function sampleBody(event: OutboundEvent, at: number): OutboundBody {
  const { data, resource } = OUTBOUND_EVENTS[event];
  const values = Object.entries(valuesAt(event, at));
  const fields = new Set(Object.keys(data.shape));
  const picked = Object.fromEntries(values.filter(([name]) => fields.has(name)));
  const ids = {
    delivery: DELIVERY,
    approval: DELIVERY,
    task: DELIVERY,
    session: CONVERSATION,
    run: RUN,
    agent: "example",
    hook: "example",
  };
  return outboundBody({
    event,
    at,
    id: ids[resource],
    labels: { hook: "example" },
    annotations: { test: "sent by wakehook subscription test; nothing happened" },
    data: data.parse(picked),
  });
}

function valuesAt(event: OutboundEvent, at: number) {
  const isGood = event === "run.succeeded" || event === "task.completed";
  const statuses: Partial<Record<OutboundEvent, string>> = {
    "delivery.held": "held:approval",
    "delivery.skipped": "skipped:filtered",
    "delivery.failed": "error:not_found",
    "run.succeeded": "success",
    "task.failed": "error:exit_1",
    "task.canceled": "skipped:discarded",
    "run.failed": "error:exit_1",
    "run.canceled": "error:stopped",
    "run.interrupted": "error:interrupted",
  };
  return {
    delivery_id: DELIVERY,
    run_id: RUN,
    hook_id: "example",
    source: "github",
    origin: "test",
    event: "issues.opened",
    entity: "octo/site#42",
    received_at: rfc3339(at - 2000),
    status: statuses[event] ?? "success",
    reason: "only a test",
    held_until: null,
    expires_at: null,
    attempt: 1,
    mode: "cron_task",
    agent: "example",
    started_at: rfc3339(at - 1000),
    ended_at: rfc3339(at),
    duration_ms: 1000,
    error: isGood ? null : "only a test",
    exit_code: isGood ? 0 : 1,
    signal: null,
    conversation_id: CONVERSATION,
    session_id: null,
    chat: "main",
    cost_usd: 0,
    turns: 1,
    tokens_in: 1000,
    tokens_out: 100,
    goes_on: false,
    cause: "owner",
    until: null,
    task_id: DELIVERY,
    title: "A button does nothing",
    description: "only a test",
    tags: ["github", "issues", "bug"],
    priority: "medium",
    state: TASK_STATES[event] ?? "todo",
  };
}
