// The state of a task: another word for where its delivery stands, never kept beside it.

import type { Delivery } from "./delivery.ts";

/** Where a task stands. */
export const TASK_STATES = {
  todo: "waits for its owner, for a free slot, or for what its delivery is held for",
  in_progress: "a run goes on, or a further attempt is to come",
  done: "its run ended in success",
  failed: "it ended in an error",
  canceled: "it ended without a run, or its owner stopped it",
} as const;

/** Where a task stands. */
export type TaskState = keyof typeof TASK_STATES;

/** The state of the task that a delivery is. */
export function taskStateOf({
  state,
  status,
  attempts,
}: Pick<Delivery, "state" | "status" | "attempts">): TaskState {
  if (state === "running") return "in_progress";
  // A sender's redelivery asks its owner anew.
  if (status === "held:todo") return "todo";
  if (state !== "done") return attempts > 0 ? "in_progress" : "todo";
  if (status === "success") return "done";
  const isFailed = status?.startsWith("error:") === true && status !== "error:stopped";
  return isFailed ? "failed" : "canceled";
}
