// Fields of a hook: when a delivery may run, and with what rights.

import * as z from "zod";
import { TimeOfDay } from "../admission/quiet-hours.ts";
import { Duration } from "./duration.ts";
import { meaning } from "./field-marks.ts";
import { Budget, Coalesce, Fuse } from "./hook-parts.ts";
import { TaskFields } from "./task-fields.ts";

const text = z.string();
const positive = z.number().positive();

/** Fields of a hook: when a delivery may run, and with what rights. */
export const CONTROL_FIELDS = {
  quiet_start: TimeOfDay.optional().meta(
    meaning("quiet hours begin: hour 0-23 or HH:MM, inclusive"),
  ),
  quiet_end: TimeOfDay.optional().meta(meaning("quiet hours end: hour 0-23 or HH:MM, exclusive")),
  quiet_policy: z
    .enum(["skip", "defer"])
    .default("skip")
    .meta(meaning("skip records skipped:quiet_hours; defer holds until they end")),
  dependency: text
    .optional()
    .meta(meaning("runs that share this name, of any hook, go one at a time")),
  max_concurrent: z.int().min(1).max(64).default(1).meta(meaning("runs of this hook at a time")),
  coalesce: Coalesce.optional().meta(
    meaning(
      "a burst on one entity becomes one run: it waits for window_seconds of silence, max_wait_seconds at most",
    ),
  ),
  budget: Budget.optional().meta(
    meaning("runs_per_hour, runs_per_day, usd_per_day: what is over it waits as held:budget"),
  ),
  approval: text
    .optional()
    .meta(
      meaning(
        "never, always, or a CEL condition: who it fits waits for the owner as held:approval",
      ),
    ),
  approval_ttl_seconds: positive
    .optional()
    .meta(meaning("how long an approval is waited for; default three days")),
  urgent: text.optional().meta(meaning("a CEL condition that passes quiet hours")),
  trust: z
    .record(z.string(), z.string())
    .optional()
    .meta(
      meaning(
        `author to permission: {"comment.author_association=OWNER": "full", "*": "hold"}; values full, edit, read_only, hold`,
      ),
    ),
  session: z
    .enum(["chat", "entity", "new"])
    .default("chat")
    .meta(
      meaning(
        "which conversation a wake continues: chat the owner's, entity one for each entity, new none",
      ),
    ),
  overlap: z
    .enum(["queue", "replace"])
    .optional()
    .meta(
      meaning(
        "what a newer delivery of the entity does: queue waits, replace ends the run and takes its place",
      ),
    ),
  chain: z
    .union([z.boolean(), z.int().min(0).max(10)])
    .default(false)
    .meta(
      meaning(
        "lets wakehook's own work come back: true, or to a depth; false skips it as skipped:loop",
      ),
    ),
  fuse: Fuse.optional().meta(meaning("runs on one entity before it is paused; default 5 in 600 s")),
  expect_every: Duration.optional().meta(
    meaning(
      'an event at least so often, in seconds or as "90m", "24h", "7d": a longer silence is told',
    ),
  ),
  accept_risk: z
    .boolean()
    .default(false)
    .meta(meaning("needed for permission full on a payload that strangers can write")),
  trust_folder: z
    .boolean()
    .default(false)
    .meta(meaning("load the folder's own agent configuration")),
  worktree: z
    .boolean()
    .default(false)
    .meta(
      meaning(
        "with permission edit or full: run in a fresh git worktree, which keeps what changed",
      ),
    ),
  auto_assign: z
    .boolean()
    .optional()
    .meta(
      meaning(
        "makes each delivery a task: true starts it when a slot is free, false holds it as held:todo until you start it",
      ),
    ),
  task: TaskFields.optional().meta(
    meaning(
      "how its tasks are called: title and description with {{placeholders}}, tags beside the sender, the event and five labels; without auto_assign they wait for you",
    ),
  ),
} as const;
