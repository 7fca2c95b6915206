// One entry of webhooks.json: every field of the whole design, with its type, default and meaning. The fields' order is
// that of the reference.

import * as z from "zod";
import { HOOK_ID_PATTERN, type HookId } from "../records/ids.ts";
import { meaning } from "./field-marks.ts";
import { AGENT_FIELDS } from "./hook-agent.ts";
import { CALLER_FIELDS } from "./hook-callers.ts";
import { CONTROL_FIELDS } from "./hook-control.ts";
import { OUTCOME_FIELDS } from "./hook-outcome.ts";
import type { PRIORITIES } from "./hook-parts.ts";
import { snakeObject } from "./snake-object.ts";

const text = z.string();
const names = z.array(z.string().min(1));

/** How urgent a delivery is; the order in the queue. */
export type PriorityName = (typeof PRIORITIES)[number];

/** The fields of a hook as written on disk. */
export const HOOK_FIELDS = {
  id: z
    .string()
    .regex(HOOK_ID_PATTERN, "must be 1 to 64 of a-z, 0-9 and -")
    .transform((id) => id as HookId)
    .meta(meaning("the last part of the hook's URL: a-z, 0-9 and -, 1 to 64 characters")),
  title: z.string().min(1).meta(meaning("what the owner calls it")),
  description: text.default("").meta(meaning("for people")),
  mode: z.string().min(1).meta(meaning("what it does: wake, cron_task, notify, forward, command")),
  enabled: z.boolean().default(true).meta(meaning("false: refused with 403; what waits is held")),
  prompt_template: text
    .optional()
    .meta(meaning("the prompt, with {{placeholders}}; wake and cron_task need it or prompt_file")),
  prompt_file: text.optional().meta(meaning("a file that holds the prompt template")),
  message_template: text
    .optional()
    .meta(meaning("what mode notify says, with {{placeholders}}; it needs one")),
  append_payload: z
    .enum(["auto", "always", "never"])
    .default("auto")
    .meta(meaning("append the payload to the prompt; auto: when the template has no placeholder")),
  mcp_servers: names
    .optional()
    .meta(
      meaning("MCP servers of config.json that the agent may use, by name; no others are loaded"),
    ),
  allowed_tools: names
    .optional()
    .meta(
      meaning(
        "tools the agent may use beside those of permission; mcp__SERVER and mcp__SERVER__TOOL for those of mcp_servers",
      ),
    ),
  ...CALLER_FIELDS,
  events: names.optional().meta(meaning("event patterns: issues.opened, issues.*, issues, *")),
  when: text
    .optional()
    .meta(meaning("a CEL condition over payload, event, headers and hook; only true lets it run")),
  entity: text
    .optional()
    .meta(meaning("template of what a delivery is about; default from the preset")),
  ...AGENT_FIELDS,
  ...CONTROL_FIELDS,
  ...OUTCOME_FIELDS,
} as const;

/** Telemetry of older programs: accepted and ignored. History is in the ledger. */
export const IGNORED_HOOK_FIELDS = ["trigger_count", "last_triggered_at", "last_error"] as const;

/** One hook, as checked and with its defaults. */
export const Hook = snakeObject(HOOK_FIELDS);
/** One hook, as checked and with its defaults. */
export type Hook = z.output<typeof Hook>;
