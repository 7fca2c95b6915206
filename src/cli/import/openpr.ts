// openpr-webhook's config.toml: each of its agents becomes a hook, and a route takes the place of its one URL. The
// file of its documents (`[webhook]`, `[executor]`, `[agents.default]`) is read as well as that of its program.

import { isRecord } from "../../settings/edit/json-file.ts";
import type { Entry } from "../../settings/edit/edit-hook.ts";
import { openFields, type Fields } from "./fields.ts";
import { agentModeOf, type AgentDefaults } from "./openpr-agents.ts";
import { agentCondition, type ChosenAgent } from "./openpr-condition.ts";
import {
  createIds,
  entryOf,
  notThisFile,
  type Candidate,
  type Translation,
} from "./translation.ts";

/** Reads such a file. @throws WakehookError `settings_invalid`. */
export function translateOpenpr(content: unknown): Translation {
  if (!isRecord(content) || !Object.hasOwn(content, "agents"))
    throw notThisFile("openpr-webhook", "[[agents]]");
  const file = openFields(content);
  const notes: string[] = [];
  const secrets = secretsOf(file, notes);
  const defaults = defaultsOf(file);
  const agents = agentsOf(file.raw("agents"));
  const nextId = createIds();
  const around = { all: agents.map(({ chosen }) => chosen), secrets, defaults };
  const candidates = agents.map((agent, position) =>
    candidateOf({ ...agent, id: nextId(agent.chosen.id), position }, around),
  );
  const ids = candidates.flatMap(({ entry }) => (entry === null ? [] : [entry["id"] as string]));
  const route = ids.length > 1 ? [routeOf(nextId("openpr"), ids)] : [];
  return {
    candidates: [...candidates, ...route],
    notes: [...notes, ...daemonNotes(file), ...file.leftOver()],
  };
}

interface ForeignAgent {
  readonly fields: Fields;
  readonly chosen: ChosenAgent;
}

/** A list of agents, or tables by their names. */
function agentsOf(agents: unknown): ForeignAgent[] {
  const list: Array<readonly [string, unknown]> = Array.isArray(agents)
    ? agents.map((agent: unknown, at) => [`agent-${at + 1}`, agent] as const)
    : Object.entries(isRecord(agents) ? agents : {});
  return list.map(([key, agent]) => {
    const fields = openFields(agent);
    const id = fields.text("id") ?? key;
    const type = fields.text("agent_type") ?? fields.text("type") ?? "openclaw";
    return { fields, chosen: { id, name: fields.text("name") ?? id, type } };
  });
}

interface Around {
  readonly all: readonly ChosenAgent[];
  readonly secrets: Entry;
  readonly defaults: AgentDefaults;
}

function candidateOf(
  agent: ForeignAgent & { readonly id: string; readonly position: number },
  { all, secrets, defaults }: Around,
): Candidate {
  const { fields, chosen, id, position } = agent;
  const notes: string[] = [];
  const mode = agentModeOf(chosen.type, fields, { defaults, notes });
  if (mode === null) return { label: chosen.id, entry: null, notes };
  const choice = fields.has("route")
    ? routeFields(fields, notes)
    : { when: agentCondition(all, position, notes) };
  const entry = entryOf({ id, title: chosen.name, ...mode, ...secrets, ...choice });
  const mayLack = "report_to_sender";
  return { label: chosen.id, entry, mayLack, notes: [...notes, ...fields.leftOver()] };
}

/** `[agents.route]`: every dimension must match. One that cannot be said lets nothing run. */
function routeFields(fields: Fields, notes: string[]) {
  const route = fields.record("route");
  const events = route.texts("events");
  const parts = [
    ...oneOf("payload.bot_context.bot_name", route.texts("bot_names")),
    ...oneOf("payload.bot_context.bot_agent_type", route.texts("bot_agent_types")),
    ...oneOf("payload.trigger_kind", route.texts("trigger_kinds")),
    ...oneOf("payload.payload.project_type", route.texts("project_types")),
  ];
  const unsaid = route.leftOver();
  if (unsaid.length > 0)
    notes.push(
      "its route has more than is known here: when is false, so nothing runs until you write it",
    );
  const when = unsaid.length > 0 ? "false" : parts.join(" && ");
  return { events: events.length === 0 ? undefined : events, when: when === "" ? undefined : when };
}

function oneOf(path: string, values: readonly string[]): string[] {
  return values.length === 0
    ? []
    : [`${path} in [${values.map((one) => JSON.stringify(one)).join(", ")}]`];
}

/** Any of its secrets was good; here one is, and one more while it is changed. */
function secretsOf(file: Fields, notes: string[]): Entry {
  const security = file.record("security");
  const webhook = file.record("webhook");
  const documented = webhook.text("secret");
  const [secret, previous, ...more] = [
    ...security.texts("webhook_secrets"),
    ...(documented === undefined ? [] : [documented]),
  ];
  if (security.flag("allow_unsigned") === true)
    notes.push("security.allow_unsigned: nothing is taken unsigned here");
  if (secret === undefined)
    notes.push("it has no secret: wakehook hook rotate ID makes one, for OpenPR too");
  if (previous !== undefined)
    notes.push("its second secret is previous_secret: it counts until you remove it");
  if (more.length > 0)
    notes.push(`${more.length} more secrets: two are valid at a time, the first two came over`);
  webhook.skip("listen");
  return { source: "openpr", secret, previous_secret: previous };
}

function defaultsOf(file: Fields): AgentDefaults {
  const executor = file.record("executor");
  executor.skip("safe_mode");
  return { folder: executor.text("working_dir"), timeoutSeconds: executor.number("timeout_secs") };
}

/** What concerns the whole program has its place in config.json, which an import never changes. */
function daemonNotes(file: Fields): string[] {
  const told = DAEMON_NOTES.filter(([name]) => file.has(name)).map(([, note]) => note);
  for (const [name] of DAEMON_NOTES) file.skip(name);
  return told;
}

const DAEMON_NOTES: ReadonlyArray<readonly [string, string]> = [
  [
    "server",
    "server: wakehook listens where webhooks.host and webhooks.port of config.json say (127.0.0.1:8742)",
  ],
  ["features", "features: switches of config.json, all off; each refusal names its own"],
  ["runtime", "runtime: agents.max_concurrent_runs of config.json bounds what runs at a time"],
  ["tunnel", "tunnel: a tunnel of kind openpr takes its place: docs/reach.md"],
];

function routeOf(id: string, ids: readonly string[]): Candidate {
  const entry = { id, title: "OpenPR: all agents", route: ids };
  return {
    label: "/webhook",
    servesAdded: true,
    entry,
    notes: [`its one URL: /hooks/${id} serves all of them; enabled, it starts nothing by itself`],
  };
}
