// The closed list of statuses (how a delivery or a run ended, or why it is held).

import { PROVIDERS, type ProviderId } from "../settings/providers.ts";
import { FEATURES, type FeatureName } from "../settings/features.ts";

/** Statuses without a variable part. */
export const PLAIN_STATUSES = {
  success: "the run did what it was for, by its own terminal record",
  "error:not_found": "the hook was removed before the delivery ran",
  "error:no_wake_handler": "no target is named, or none of those is in config.json",
  "error:no_response": "no target gave an answer, or took the message",
  "error:no_worktree": "worktree is on, and no git worktree of the task folder could be made",
  "error:no_task_folder": "the hook names no task_folder",
  "error:folder_missing": "the task folder does not exist",
  "error:folder_not_allowed": "the task folder lies outside task_roots",
  "error:mcp_server": "an MCP server of the hook cannot be given to the agent",
  "error:session_unknown": "the agent does not know the conversation that it should have continued",
  "error:command_not_found": "the program of mode command is not there",
  "error:timeout": "the run took longer than timeout_seconds and was ended",
  "error:exception": "wakehook itself failed; the log has the details",
  "error:interrupted": "the daemon died or stopped while the run was going on",
  "error:permission_denied": "every tool that the agent asked for was denied",
  "error:max_turns": "the agent used up its turns",
  "error:budget": "the agent used up its money",
  "error:bad_output": "the agent's output could not be read, or was too long",
  "error:hang": "the agent stopped making progress",
  "error:bad_template": "the hook's forward makes no request of this delivery",
  "error:target_not_allowed":
    "forward leads to an address that is not public; forward_allow in config.json allows single ones",
  "error:unreachable": "the other side could not be reached",
  "error:stopped": "the owner stopped the run",
  "skipped:quiet_hours": "arrived in the hook's quiet hours",
  "skipped:filtered": "events or when did not match",
  "skipped:coalesced": "merged into a newer delivery",
  "skipped:too_old": "came in later than max_age after it was sent",
  "skipped:loop": "caused by one of wakehook's own runs",
  "skipped:expired": "waited too long",
  "skipped:discarded": "the owner discarded it",
  "skipped:safe_mode": "safe mode starts nothing",
  "held:quiet_hours": "waits for the end of the quiet hours",
  "held:budget": "waits for budget",
  "held:approval": "waits for the owner's word",
  "held:todo": "a task that waits for you to start it",
  "held:paused": "paused: by the owner, or by the fuse of its entity",
  "held:agent": "waits for the agent program to work again",
  "held:disabled": "its hook is switched off",
  "held:hook_invalid": "its hook's entry has an error",
  "held:salvaged":
    "salvaged from a damaged database; waits for the owner's word, since it may have run",
} as const;

/** Status families with a variable part, as `prefix<what>`. */
export const STATUS_FAMILIES = {
  "error:cli_not_found_": "the provider's program is not on the PATH; <provider>",
  "error:exit_": "the program ended with this exit code and gave no better reason; <code>",
  "error:signal_": "the program was ended by this signal; <name>",
  "error:unknown_mode_": "the hook's mode does not exist; <mode>",
  "error:auth_": "the provider's login is missing or expired; <provider>",
  "error:limit_": "the provider's usage limit is reached; <provider>",
  "error:overloaded_": "the provider's servers are overloaded; <provider>",
  "error:model_": "the provider does not know the model; <provider>",
  "error:feature_off_": "this feature is switched off in config.json; <name>",
  "error:http_": "the other side answered with this status; <code>",
} as const;

/** A status without a variable part. */
export type PlainStatus = keyof typeof PLAIN_STATUSES;

/** Every status there is. */
export type Status =
  | PlainStatus
  | `error:cli_not_found_${ProviderId}`
  | `error:exit_${number}`
  | `error:signal_${string}`
  | `error:unknown_mode_${string}`
  | `error:auth_${ProviderId}`
  | `error:limit_${ProviderId}`
  | `error:overloaded_${ProviderId}`
  | `error:model_${ProviderId}`
  | `error:feature_off_${FeatureName}`
  | `error:http_${number}`;

/** A status that a delivery is held with. */
export type HeldStatus = Extract<PlainStatus, `held:${string}`>;
/** A status that a delivery is done with. */
export type DoneStatus = Exclude<Status, HeldStatus>;

/** Where a delivery stands. */
export const DELIVERY_STATES = {
  queued: "waits for its turn",
  held: "waits for a reason that has a name",
  running: "a run is going on",
  done: "ended; its status says how",
} as const;

/** A delivery's state. */
export type DeliveryState = keyof typeof DELIVERY_STATES;

const PROVIDER_FAMILIES = ["cli_not_found_", "auth_", "limit_", "overloaded_", "model_"];

/** Tells whether a text is a status of the closed list. */
export function isStatus(text: string): text is Status {
  if (Object.hasOwn(PLAIN_STATUSES, text)) return true;
  const family = Object.keys(STATUS_FAMILIES).find((prefix) => text.startsWith(prefix));
  if (family === undefined) return false;
  const rest = text.slice(family.length);
  if (PROVIDER_FAMILIES.some((name) => family === `error:${name}`))
    return Object.hasOwn(PROVIDERS, rest);
  if (family === "error:feature_off_") return Object.hasOwn(FEATURES, rest);
  if (family === "error:exit_" || family === "error:http_") return /^-?\d{1,10}$/.test(rest);
  return rest.length > 0;
}

/** Tells whether a status is an error: a skip or a hold is none. */
export function isErrorStatus(status: Status): boolean {
  return status.startsWith("error:");
}
