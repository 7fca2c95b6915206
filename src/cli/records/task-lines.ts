// Tasks in, lines for people out: what is to be done, how urgent it is, and where it stands.

import type { Delivery } from "../../core/records/delivery.ts";
import { taskStateOf, type TaskState } from "../../core/records/task-state.ts";
import { columns, fields } from "../terminal/columns.ts";
import type { Output, Style } from "../terminal/output.ts";
import { printable, printableLine } from "../terminal/printable.ts";
import { ago } from "../terminal/when.ts";

const STYLES: Readonly<Record<TaskState, Style>> = {
  todo: "yellow",
  in_progress: "cyan",
  done: "green",
  failed: "red",
  canceled: "dim",
};

/** A table of deliveries that are tasks. */
export function taskTable(
  deliveries: readonly Delivery[],
  out: Pick<Output, "style">,
  now: number,
): string[] {
  if (deliveries.length === 0) return ["no tasks"];
  const states = deliveries.map(taskStateOf);
  const head = ["TASK", "HOOK", "PRIORITY", "TITLE", "TAGS", "CREATED", "STATE"];
  const rows = deliveries.map((delivery, at) => [
    delivery.id,
    delivery.hookId,
    delivery.priority,
    printableLine(delivery.task?.title ?? "-", 50),
    printableLine(delivery.task?.tags.join(", ") ?? "", 30),
    ago(delivery.receivedAt, now),
    states[at] ?? "",
  ]);
  return columns([head, ...rows], (text, row, column) => {
    if (row === 0) return out.style("dim", text);
    const state = states[row - 1];
    return column === head.length - 1 && state !== undefined
      ? out.style(STYLES[state], text)
      : text;
  });
}

/** The task that a delivery is, field by field; nothing where it is none. */
export function taskLines(delivery: Delivery): string[] {
  const { task, priority } = delivery;
  if (task === null) return [];
  const description = printable(task.description).trim();
  return [
    "",
    ...fields([
      ["task", printableLine(task.title, 1000)],
      ["state", taskStateOf(delivery)],
      ["priority", priority],
      ["tags", printableLine(task.tags.join(", "), 1000)],
    ]),
    ...(description === "" ? [] : ["", description]),
  ];
}
