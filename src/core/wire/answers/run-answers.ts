// What the routes about runs answer.

import * as z from "zod";
import type { WireRun } from "../wire.ts";
import {
  amount,
  count,
  deliveryId,
  done,
  doneStatus,
  hookId,
  instant,
  instantOrNull,
  list,
  runId,
  text,
  textOrNull,
} from "./shapes.ts";

/** One attempt to carry a delivery out. */
export const Run = z.strictObject({
  id: runId,
  delivery_id: deliveryId,
  hook_id: hookId,
  attempt: count,
  mode: text,
  agent: textOrNull,
  state: z.enum(["running", "done"]),
  status: doneStatus.nullable(),
  reason: textOrNull,
  started_at: instant,
  ended_at: instantOrNull,
  pid: count.nullable(),
  exit_code: z.int().nullable(),
  signal: textOrNull,
  session_id: textOrNull,
  cost_usd: amount.nullable(),
  turns: count.nullable(),
  tokens_in: count.nullable(),
  tokens_out: count.nullable(),
  denied_tools: list(text),
  folder: textOrNull,
  answer: textOrNull,
}) satisfies z.ZodType<WireRun>;

/** A page of runs. */
export const RunPage = z.strictObject({ runs: list(Run), next_before: runId.nullable() });

/** Its end is on the way. */
export const RunStopping = z.strictObject({ stopping: done, run_id: runId });
