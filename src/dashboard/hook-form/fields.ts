// The fields of a hook that the form has, as data; all others stand in its last field as JSON.

import { HOOK_FIELDS } from "../../core/settings/hook.ts";
import { MODES, type ModeName } from "../../core/settings/modes.ts";
import { PERMISSIONS } from "../../core/settings/providers.ts";
import { meaningAt } from "../../core/settings/schema-fields.ts";

/** How the text of a field is read. */
export type FieldKind =
  | "text"
  | "area"
  | "number"
  | "list"
  | "names"
  | "lines"
  | "flag"
  | "text_or_object";

/** One field. */
export interface FormField {
  /** Its place in the entry: `budget.runs_per_day`. */
  readonly name: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** Absent: of every mode. */
  readonly modes?: readonly ModeName[];
  /** Absent: any text. */
  readonly choices?: readonly string[];
  /** Of choices: what is meant where none is made. */
  readonly usual?: string;
  /** true: below "more", folded where nothing is set. */
  readonly isSeldom?: true;
}

const AGENT: readonly ModeName[] = ["cron_task", "wake"];

/** In the order of the page. */
export const FORM_FIELDS: readonly FormField[] = [
  { name: "title", label: "Title", kind: "text" },
  { name: "mode", label: "Mode", kind: "text", choices: Object.keys(MODES) },
  { name: "events", label: "Events", kind: "list" },
  { name: "when", label: "Only when", kind: "text" },
  { name: "prompt_template", label: "Prompt", kind: "area", modes: AGENT },
  { name: "message_template", label: "Message", kind: "area", modes: ["notify"] },
  { name: "forward.url", label: "Forward to", kind: "text", modes: ["forward"] },
  {
    name: "command",
    label: "Command (one argument a line)",
    kind: "lines",
    modes: ["command"],
  },
  { name: "task_folder", label: "Folder", kind: "text", modes: ["cron_task", "command"] },
  { name: "provider", label: "Agent", kind: "names", modes: AGENT },
  { name: "model", label: "Model", kind: "text_or_object", modes: AGENT },
  {
    name: "permission",
    label: "Permission",
    kind: "text",
    modes: AGENT,
    choices: Object.keys(PERMISSIONS),
    usual: "read_only",
  },
  { name: "to", label: "To", kind: "list", modes: ["wake", "notify"] },
  { name: "approval", label: "Approval", kind: "text", isSeldom: true },
  { name: "accept_risk", label: "Accept the risk", kind: "flag", modes: AGENT, isSeldom: true },
  { name: "prompt_file", label: "Prompt file", kind: "text", modes: AGENT, isSeldom: true },
  { name: "timeout_seconds", label: "Timeout (seconds)", kind: "number", isSeldom: true },
  { name: "quiet_start", label: "Quiet hours begin", kind: "number", isSeldom: true },
  { name: "quiet_end", label: "Quiet hours end", kind: "number", isSeldom: true },
  {
    name: "quiet_policy",
    label: "While quiet",
    kind: "text",
    choices: ["skip", "defer"],
    usual: "skip",
    isSeldom: true,
  },
  { name: "budget.runs_per_day", label: "Runs a day", kind: "number", isSeldom: true },
  { name: "budget.usd_per_day", label: "Dollars a day", kind: "number", isSeldom: true },
  {
    name: "coalesce.window_seconds",
    label: "Burst (seconds of silence)",
    kind: "number",
    isSeldom: true,
  },
  { name: "max_concurrent", label: "Runs at a time", kind: "number", isSeldom: true },
  { name: "description", label: "Description", kind: "area", isSeldom: true },
];

/** The fields of a form for a hook of this mode. */
export function fieldsOf(mode: string): readonly FormField[] {
  return FORM_FIELDS.filter(({ modes }) => modes?.some((one) => one === mode) ?? true);
}

/** The fields that a form had when it was sent. */
export function sentFields(names: string): readonly FormField[] {
  const sent = new Set(names.split(","));
  return FORM_FIELDS.filter(({ name }) => sent.has(name));
}

/** What a field means, in the words of the reference. */
export function meaningOf({ name }: FormField): string {
  const path = name.split(".");
  return meaningAt(HOOK_FIELDS, path) || meaningAt(HOOK_FIELDS, path.slice(0, 1));
}
