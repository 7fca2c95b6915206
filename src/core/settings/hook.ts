// One entry of webhooks.json: every field of the whole design, with its type, default and meaning.
// A field whose part has not landed carries `pending: true`; `hook check` says so.

import * as z from "zod";
import { Duration } from "./duration.ts";
import {
  Budget,
  Coalesce,
  Dedupe,
  Forward,
  Fuse,
  Priority,
  type PRIORITIES,
  Retry,
} from "./hook-parts.ts";
import { HOOK_ID_PATTERN, type HookId } from "../records/ids.ts";
import { ByProvider } from "./by-provider.ts";
import { providerName } from "./providers.ts";
import { HookRepair } from "./repair.ts";
import { SenderReports } from "../outbound/sender-report.ts";
import { snakeObject } from "./snake-object.ts";
import { Signing } from "./subscription.ts";
import { TaskFields } from "./task-fields.ts";
import { TimeOfDay } from "../admission/quiet-hours.ts";
import { VerifierDescription } from "./verifier.ts";

const meaning = (description: string) => ({ description });
/** A field whose value is a secret, or a reference to one: `file:/path`, `env:NAME`. Never printed. */
const secret = (description: string) => ({ description, secret: true });

const text = z.string();
const names = z.array(z.string().min(1));
const positive = z.number().positive();

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
  source: z.string().min(1).default("generic").meta(meaning("the sender preset")),
  auth_mode: z
    .enum(["bearer", "hmac", "source"])
    .optional()
    .meta(meaning("how the sender proves itself; default bearer for generic, source for a preset")),
  token: text
    .optional()
    .meta(
      secret(
        "bearer token: plain, sha256:<hex>, file:/path or env:NAME; empty: webhooks.token of config.json",
      ),
    ),
  secret: text.optional().meta(secret("the key of a preset or of verify")),
  previous_secret: text.optional().meta(secret("still valid during a rotation")),
  previous_secret_until: z.iso
    .datetime({ offset: true })
    .optional()
    .meta(meaning("when previous_secret stops")),
  hmac_secret: text.optional().meta(secret("the key of auth_mode hmac")),
  hmac_header: text.optional().meta(meaning("the header with the signature")),
  hmac_algorithm: z
    .enum(["sha256", "sha1", "sha512"])
    .default("sha256")
    .meta(meaning("the hash of auth_mode hmac")),
  hmac_encoding: z
    .enum(["hex", "base64"])
    .default("hex")
    .meta(meaning("how the signature is written")),
  hmac_sig_prefix: text
    .optional()
    .meta(
      meaning(
        "must stand before the signature; default sha256= (or the algorithm's name) in hex, none in base64; an empty text means the default",
      ),
    ),
  hmac_sig_regex: text
    .optional()
    .meta(meaning("group 1 is the signature; takes the place of the prefix")),
  hmac_payload_prefix_regex: text
    .optional()
    .meta(meaning("group 1 and a dot stand before the body in the signed bytes")),
  verify_token: text
    .optional()
    .meta(secret("the token that the sender repeats when it checks the URL (Meta)")),
  verify: VerifierDescription.optional().meta(
    meaning("a verifier as data, for a sender without a preset"),
  ),
  public_url: text
    .optional()
    .meta(
      meaning(
        "the URL as registered with the sender, where that is not webhooks.public_base_url and /hooks/ID",
      ),
    ),
  allowed_origins: names
    .optional()
    .meta(meaning("origins of CloudEvents senders: one that asks first (OPTIONS) is told so")),
  events: names.optional().meta(meaning("event patterns: issues.opened, issues.*, issues, *")),
  when: text
    .optional()
    .meta(meaning("a CEL condition over payload, event, headers and hook; only true lets it run")),
  entity: text
    .optional()
    .meta(meaning("template of what a delivery is about; default from the preset")),
  task_folder: text
    .optional()
    .meta(
      meaning("where the agent runs: relative to tasks/, or absolute inside tasks/ or task_roots"),
    ),
  provider: z
    .union([text, names])
    .transform((named) =>
      typeof named === "string" ? providerName(named) : named.map(providerName),
    )
    .optional()
    .meta(
      meaning(
        "the agent CLI: claude, codex, gemini, opencode; of a list the first that is healthy and has a free slot",
      ),
    ),
  model: ByProvider.optional().meta(
    meaning(
      'the model, as the CLI calls it: of the first provider, or one for each: {"claude": "opus", "codex": "gpt-5"}',
    ),
  ),
  reasoning_effort: ByProvider.optional().meta(
    meaning("reasoning effort, as the CLI calls it; of the first provider, or one for each"),
  ),
  cli_parameters: z.array(z.string()).default([]).meta(meaning("further arguments for the CLI")),
  permission: z
    .enum(["read_only", "edit", "full"])
    .default("read_only")
    .meta(meaning("what the agent may do")),
  timeout_seconds: positive
    .max(604_800)
    .default(900)
    .meta(meaning("a run is ended after this many seconds")),
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
  sign: Signing.optional().meta(
    meaning(
      "how mode forward signs where forward.secret is set: standard-webhooks (default), timestamped, github, none, or a description as verify has",
    ),
  ),
  priority: Priority.optional().meta(
    meaning(
      "order in the queue, fixed or {path, map} over labels; default: by the labels that the preset knows, else medium",
    ),
  ),
  retry: Retry.optional().meta(
    meaning(
      "further attempts of a failed run: max_attempts, on (statuses, error:* for many), backoff_seconds; mode forward makes 8 by itself, from 30 s on",
    ),
  ),
  to: names.optional().meta(meaning("targets of wake and notify; default the owner's chats")),
  fallback: names
    .optional()
    .meta(meaning("targets that are tried in order when none of to answered, or took the message")),
  report: names.default(["owner"]).meta(meaning("where the outcome goes")),
  report_to_sender: SenderReports.optional().meta(
    meaning(
      "what is told to the system that sent the event, one or a list: {kind: github, gitlab, http or mcp, on, token, ...}",
    ),
  ),
  max_age: Duration.optional().meta(
    meaning(
      'a delivery that comes in later than this after it was sent ("3h", "2d") is only recorded, as skipped:too_old',
    ),
  ),
  repair: HookRepair.optional().meta(
    meaning(
      "asks the sender for what was missed while nothing could be received: {kind: github, token, repository or organization, hook_id, api_url}",
    ),
  ),
  dedupe: Dedupe.optional().meta(
    meaning("digest_seconds: equal bodies within this time are one delivery"),
  ),
  created_at: text.optional().meta(meaning("kept, not used")),
  forward: Forward.optional().meta(
    meaning(
      "what mode forward sends: url, method (POST), headers, body with {{placeholders}}, default the payload as it came; secret signs it; url, secret and header values may be file:/path or env:NAME",
    ),
  ),
  command: z
    .array(z.string())
    .min(1)
    .optional()
    .meta(
      meaning(
        "the argument list of mode command: a program and its arguments, no shell, no placeholders; the payload comes on standard input",
      ),
    ),
} as const;

/** Telemetry of older programs: accepted and ignored. History is in the ledger. */
export const IGNORED_HOOK_FIELDS = ["trigger_count", "last_triggered_at", "last_error"] as const;

/** One hook, as checked and with its defaults. */
export const Hook = snakeObject(HOOK_FIELDS);
/** One hook, as checked and with its defaults. */
export type Hook = z.output<typeof Hook>;
