// Octipus's hooks, as its API shows them or takes them. Those that a webhook triggers come over; what happens within
// Octipus itself, or by its clock, has no equivalent.

import { isRecord } from "../../settings/edit/json-file.ts";
import { openFields, type Fields } from "./fields.ts";
import { actionOf } from "./octipus-actions.ts";
import { conditionOf } from "./octipus-conditions.ts";
import {
  createIds,
  entryOf,
  notThisFile,
  type Candidate,
  type Translation,
} from "./translation.ts";

/** Paths of senders whose preset is here. */
const PRESETS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^github\b|[-_/]github\b/i, "github"],
  [/^gitlab\b|[-_/]gitlab\b/i, "gitlab"],
];

/** Reads such a file: one hook, or a list. @throws WakehookError `settings_invalid`. */
export function translateOctipus(content: unknown): Translation {
  const inner = isRecord(content)
    ? (own(content, "hooks") ?? own(content, "hook") ?? content)
    : content;
  const list: unknown[] = Array.isArray(inner) ? inner : [inner];
  const isOne = (one: unknown): boolean =>
    isRecord(one) &&
    ["trigger", "triggerType", "action", "actionType"].some((name) => Object.hasOwn(one, name));
  if (!list.every(isOne))
    throw notThisFile("Octipus", "a hook with trigger and action, or a list of them");
  const nextId = createIds();
  const shared = sharedPaths(list);
  const routeIds = new Map([...shared].map((path) => [path, nextId(path)]));
  const made = list.map((one) => candidateOf(openFields(one), { nextId, shared }));
  const routes = [...routeIds].flatMap(([path, id]) => routeOf(path, id, made));
  return { candidates: [...made.map(({ candidate }) => candidate), ...routes], notes: [] };
}

/** Every hook of a path got its events, each by its own secret: what a route does here. */
function sharedPaths(list: readonly unknown[]): Set<string> {
  const paths = list.map((one) => openFields(one).record("triggerConfig").text("webhookPath"));
  return new Set(
    paths.filter((path, at) => path !== undefined && paths.indexOf(path) !== at) as string[],
  );
}

interface Made {
  readonly candidate: Candidate;
  readonly path: string | undefined;
}

function routeOf(path: string, id: string, made: readonly Made[]): Candidate[] {
  const ids = made.flatMap(({ candidate: { entry }, path: of }) =>
    entry !== null && of === path ? [entry["id"]] : [],
  );
  const notes = [`its path: /hooks/${id} serves all hooks of it; it starts nothing by itself`];
  const entry = { id, title: `Octipus: ${path}`, route: ids };
  return ids.length === 0 ? [] : [{ label: path, servesAdded: true, entry, notes }];
}

function own(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function candidateOf(
  fields: Fields,
  { nextId, shared }: { readonly nextId: (name: string) => string; readonly shared: Set<string> },
): Made {
  const none = (notes: readonly string[]): Made => ({
    candidate: { label: name, entry: null, notes },
    path: undefined,
  });
  const name = fields.text("name") ?? fields.text("id") ?? "hook";
  const trigger = fields.text("triggerType") ?? fields.text("trigger") ?? "webhook";
  if (trigger !== "webhook") return none([triggerWords(trigger)]);
  const notes: string[] = [];
  const config = fields.record("triggerConfig");
  const action = actionOf(fields, config.text("messageTemplate"), notes);
  if (action === null) return none(notes);
  const path = config.text("webhookPath");
  const condition = conditionOf(fields.raw("conditions"), notes);
  const sender = senderOf(config, condition, notes);
  fields.skip("id", "userId", "isEnabled", "enabled", "createdAt", "updatedAt", "executionCount");
  fields.skip("lastExecutedAt", "lastError", "nextRunAt", "sessionId");
  const entry = entryOf({
    id: nextId(path === undefined || shared.has(path) ? name : path),
    title: name,
    description: fields.text("description"),
    mode: action.mode,
    ...sender,
    when: condition ?? undefined,
    ...action.fields,
  });
  notes.push(...limitNotes(fields));
  const candidate = { label: name, entry, notes: [...notes, ...fields.leftOver()] };
  return { candidate, path };
}

function triggerWords(trigger: string): string {
  if (trigger === "schedule" || trigger === "heartbeat")
    return `trigger ${trigger}: there is no clock here; let cron call wakehook send, or curl`;
  return `trigger ${trigger}: it happens within Octipus, and no request comes here`;
}

/** By a path it verified GitHub's signature, by an id a token. */
function senderOf(config: Fields, condition: string | null, notes: string[]) {
  const path = config.text("webhookPath");
  const secret = config.text("webhookSecret");
  if (secret === undefined)
    notes.push(
      "its secret is not in the file: wakehook hook rotate ID makes one, for the sender too",
    );
  if (path === undefined) {
    notes.push("a token in X-Webhook-Secret is not taken: it comes as Authorization: Bearer");
    notes.push(
      "a sender that signs has its preset: wakehook source list, then hook set ID source=...",
    );
    return { token: secret };
  }
  const isGithub = condition?.includes('"x-github-event"') === true;
  const preset = isGithub ? "github" : PRESETS.find(([pattern]) => pattern.test(path))?.[1];
  if (preset !== undefined) return { source: preset, secret };
  return { auth_mode: "hmac", hmac_header: "X-Hub-Signature-256", hmac_secret: secret };
}

function limitNotes(fields: Fields): string[] {
  const { cooldownMs, maxExecutions, priority } = {
    cooldownMs: fields.number("cooldownMs") ?? 0,
    maxExecutions: fields.number("maxExecutions"),
    priority: fields.number("priority") ?? 0,
  };
  return [
    ...(cooldownMs > 0
      ? [
          "cooldownMs: nothing is dropped here; coalesce makes a burst one run, budget.runs_per_hour bounds runs",
        ]
      : []),
    ...(maxExecutions === undefined
      ? []
      : ["maxExecutions: there is no end after a number of runs"]),
    ...(priority === 0
      ? []
      : ["priority: it is critical, high, medium or low here: hook set ID priority=high"]),
  ];
}
