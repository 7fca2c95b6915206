// The events of a task. They follow from what becomes of its delivery: a task has no state of its own.

import type { Delivery } from "../../core/records/delivery.ts";
import type { Happening } from "../../core/outbound/happening.ts";
import { outboundBody, type OutboundBody } from "../../core/outbound/outbound-body.ts";
import type { OutboundEvent } from "../../core/outbound/outbound-events.ts";
import { taskStateOf, type TaskState } from "../../core/records/task-state.ts";
import { aboutDelivery, deliveryData } from "./delivery-facts.ts";

type Change<Kind extends Happening["kind"]> = Extract<Happening, { kind: Kind }>;
type TaskEvent = Extract<OutboundEvent, `task.${string}`>;

const ENDS: Partial<Record<TaskState, TaskEvent>> = {
  done: "task.completed",
  failed: "task.failed",
  canceled: "task.canceled",
};

/** One event of a task; none where the delivery is no task. */
export function ofTask(event: TaskEvent, at: number, delivery: Delivery): OutboundBody[] {
  const { id, task, priority, status, reason } = delivery;
  if (task === null) return [];
  const { title, description, tags } = task;
  const state = taskStateOf(delivery);
  const about = { task_id: id, title, description, tags: [...tags], priority, state };
  const data = { ...deliveryData(delivery), ...about, status, reason };
  return [outboundBody({ event, at, ...aboutDelivery(delivery), data })];
}

/** Further attempts do not start it again. */
export function taskStarted({ at, run, delivery }: Change<"run">): OutboundBody[] {
  return run.state === "running" && run.attempt === 1 ? ofTask("task.started", at, delivery) : [];
}

/** It has ended, with a run or without. */
export function taskEnded({ at, delivery }: Change<"moved">): OutboundBody[] {
  const event = delivery.state === "done" ? ENDS[taskStateOf(delivery)] : undefined;
  return event === undefined ? [] : ofTask(event, at, delivery);
}
