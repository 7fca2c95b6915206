// Fields of a hook: what becomes of a delivery beside its run.

import * as z from "zod";
import { SenderReports } from "../outbound/sender-report.ts";
import { Duration } from "./duration.ts";
import { meaning } from "./field-marks.ts";
import { Dedupe, Forward, Priority, Retry } from "./hook-parts.ts";
import { HookRepair } from "./repair.ts";
import { Signing } from "./subscription.ts";

const text = z.string();
const names = z.array(z.string().min(1));

/** Fields of a hook: what becomes of a delivery beside its run. */
export const OUTCOME_FIELDS = {
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
