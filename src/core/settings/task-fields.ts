// What a hook says about its tasks.

import * as z from "zod";
import type { Hook } from "./hook.ts";
import { snakeObject } from "./snake-object.ts";

/** How a hook's tasks are called. */
export const TaskFields = snakeObject({
  title: z.string().min(1).optional(),
  description: z.string().optional(),
  tags: z.array(z.string().min(1)).max(20).optional(),
});

/** Whether the deliveries of a hook are tasks. */
export function makesTasks({ autoAssign, task }: Pick<Hook, "autoAssign" | "task">): boolean {
  return autoAssign !== undefined || task !== undefined;
}
