// Sygen's and ductor's webhooks.json: the format that this one grew from, so entries stay what they are. Where the
// same words mean something else there, the entry says what they meant.

import { IGNORED_HOOK_FIELDS } from "../../core/settings/hook.ts";
import { isRecord } from "../../settings/edit/json-file.ts";
import type { Entry } from "../../settings/edit/edit-hook.ts";
import { entryOf, notThisFile, type Candidate, type Translation } from "./translation.ts";

const SYGEN_FIELDS = [
  "id",
  "title",
  "description",
  "mode",
  "enabled",
  "prompt_template",
  "task_folder",
  "auth_mode",
  "token",
  "hmac_secret",
  "hmac_header",
  "hmac_algorithm",
  "hmac_encoding",
  "hmac_sig_prefix",
  "hmac_sig_regex",
  "hmac_payload_prefix_regex",
  "created_at",
  "provider",
  "model",
  "reasoning_effort",
  "cli_parameters",
  "quiet_start",
  "quiet_end",
  "dependency",
] as const;
/** What only tasks of agents have there. */
const OF_TASKS = [
  "quiet_start",
  "quiet_end",
  "dependency",
  "provider",
  "model",
  "reasoning_effort",
  "cli_parameters",
];
/** What is a placeholder here and was text there. */
const NEW_PLACEHOLDER =
  /\{\{(?:[ \t]*[\w$*-]+[ \t]*(?:\.[\w$*-]+)+[ \t]*|[ \t]+[\w-]+[ \t]*|\w+[ \t]+)\}\}/;

/** Reads such a file. @throws WakehookError `settings_invalid`. */
export function translateSygen(content: unknown): Translation {
  const list = isRecord(content) ? content["hooks"] : content;
  if (!Array.isArray(list)) throw notThisFile("Sygen", '{"hooks": [...]} or a list of entries');
  return { candidates: list.map(candidateOf), notes: [] };
}

function candidateOf(raw: unknown, position: number): Candidate {
  const label = isRecord(raw) && typeof raw["id"] === "string" ? raw["id"] : `#${position + 1}`;
  if (!isRecord(raw)) return { label, entry: null, notes: ["it is no object"] };
  const notes: string[] = [];
  const known = knownFields(raw, notes);
  const entry = entryOf({ ...known, ...asItWas(known, notes), ...onlyOfTasks(known, notes) });
  return { label, entry, notes: [...notes, ...alwaysTold(entry)] };
}

/** Nothing else is taken over: what is a field here and none there was never meant. */
function knownFields(raw: Readonly<Record<string, unknown>>, notes: string[]): Entry {
  const known: Entry = {};
  for (const name of SYGEN_FIELDS) if (Object.hasOwn(raw, name)) known[name] = raw[name];
  const asked = new Set<string>([...SYGEN_FIELDS, ...IGNORED_HOOK_FIELDS]);
  for (const name of Object.keys(raw))
    if (!asked.has(name)) notes.push(`${name} is no field of Sygen: left out`);
  return known;
}

/** What fell back to something there, and is an error here. */
function asItWas(known: Entry, notes: string[]): Entry {
  const fixed: Entry = {};
  const fallBack = (name: string, allowed: readonly string[], to: string): void => {
    const value = known[name];
    if (isNothing(value) || allowed.some((one) => one === value)) return;
    fixed[name] = to;
    notes.push(`${name} was read as ${to} there, and says so now`);
  };
  fallBack("auth_mode", ["bearer", "hmac"], "bearer");
  fallBack("hmac_algorithm", ["sha256", "sha1", "sha512"], "sha256");
  fallBack("hmac_encoding", ["hex", "base64"], "hex");
  const { quiet_start: start, quiet_end: end } = known;
  if (typeof start === "number" && end == null) fixed["quiet_end"] = 0;
  if (typeof end === "number" && start == null) fixed["quiet_start"] = 0;
  if (Object.keys(fixed).some((name) => name.startsWith("quiet_")))
    notes.push("of the quiet hours one end was missing, which meant midnight there: it is 0 now");
  return fixed;
}

/** They had no effect on a wake there, and would have one here. */
function onlyOfTasks(known: Entry, notes: string[]): Entry {
  if (known["mode"] !== "wake") return {};
  const set = OF_TASKS.filter((name) => !isNothing(known[name]));
  if (set.length > 0) notes.push(`${set.join(", ")} had no effect on a wake there: left out`);
  return Object.fromEntries(OF_TASKS.map((name) => [name, undefined]));
}

function alwaysTold(entry: Entry): string[] {
  const template = typeof entry["prompt_template"] === "string" ? entry["prompt_template"] : "";
  const isHmac = entry["auth_mode"] === "hmac";
  const folder = entry["task_folder"];
  return [
    ...(entry["mode"] === "cron_task"
      ? ["its agent was allowed everything there; here it reads, until permission says more"]
      : []),
    ...(typeof folder === "string" && folder !== ""
      ? ["its folder is not copied: tasks/ takes the place of cron_tasks/"]
      : []),
    ...(!isHmac && isNothing(entry["token"])
      ? ["it has no token of its own: webhooks.token of config.json counts, as there"]
      : []),
    ...(NEW_PLACEHOLDER.test(template)
      ? ["prompt_template has placeholders that were plain text there: dots and blanks count here"]
      : []),
  ];
}

function isNothing(value: unknown): boolean {
  return value == null || value === "" || (Array.isArray(value) && value.length === 0);
}
