// What an agent of openpr-webhook is as a mode: five types, each with its equivalent, or why there is none.

import { openFields, type Fields } from "./fields.ts";
import { reportsOf } from "./openpr-reports.ts";
import { translateTemplate } from "./openpr-templates.ts";

/** What its documents write once for all agents. */
export interface AgentDefaults {
  readonly folder: string | undefined;
  readonly timeoutSeconds: number | undefined;
}

interface Around {
  readonly defaults: AgentDefaults;
  readonly notes: string[];
}
type ModeFields = Readonly<Record<string, unknown>>;
type MakeMode = (agent: Fields, around: Around) => ModeFields | null;

/** Its compiled-in list. */
const EXECUTORS: Readonly<Record<string, string>> = {
  codex: "codex",
  "claude-code": "claude",
  opencode: "opencode",
};
const LONGEST_TIMEOUT = 604_800;
const MESSAGE = "{{event}}: {{data.issue.title}}";
const PROMPT = `OpenPR assigned you this issue of {{project.name}}: {{data.issue.title}}

{{data.issue.description}}

Do what it asks for, and end with a short report of what you did.`;

/** Its mode and fields; null where there is nothing like it, which the notes say. */
export function agentModeOf(type: string, agent: Fields, around: Around): ModeFields | null {
  const make = Object.hasOwn(MODES, type) ? MODES[type] : undefined;
  if (make !== undefined) return make(agent, around);
  around.notes.push(`agent_type ${type}: it is not known here`);
  return null;
}

const MODES: Readonly<Record<string, MakeMode>> = {
  cli: cliAgent,
  webhook: webhookAgent,
  custom: customAgent,
  openclaw: chatAgent("openclaw"),
  openprx: chatAgent("openprx"),
};

function cliAgent(agent: Fields, { defaults, notes }: Around): ModeFields | null {
  // Its documents write the fields of an agent flat, and the executor as `cli`.
  const flat = agent.raw("cli");
  const inner = typeof flat === "string" ? openFields({ executor: flat }) : agent.record("cli");
  const executor = inner.text("executor") ?? "";
  const provider = Object.hasOwn(EXECUTORS, executor) ? EXECUTORS[executor] : undefined;
  if (provider === undefined) {
    notes.push(
      `executor ${executor || "is missing"}: the agents are claude, codex, gemini and opencode`,
    );
    return null;
  }
  agent.skip("message_template");
  const prompt = promptOf(agent, inner, notes);
  toldOfCli(inner, notes);
  const folder = inner.text("workdir") ?? defaults.folder;
  if (folder === undefined)
    notes.push("it has no workdir: hook set ID task_folder=... says where its agent works");
  else notes.push("its folder must lie inside a folder of task_roots in config.json");
  return {
    mode: "cron_task",
    provider,
    prompt_template: prompt,
    task_folder: folder,
    report_to_sender: reportsOf(inner, notes),
    timeout_seconds: timeoutOf(inner.number("timeout_secs") ?? defaults.timeoutSeconds),
  };
}

function promptOf(agent: Fields, inner: Fields, notes: string[]): string {
  const written = inner.text("prompt_template");
  const file = agent.text("prompt_template");
  if (file !== undefined)
    notes.push(
      "prompt_template names a file, which is not read: prompt_template is a first proposal",
    );
  const prompt = written === undefined ? PROMPT : translateTemplate(written, notes);
  const instructions = inner.text("mcp_instructions");
  return instructions === undefined
    ? prompt
    : `${prompt}\n\n${translateTemplate(instructions, notes)}`;
}

function timeoutOf(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds > 0 ? Math.min(seconds, LONGEST_TIMEOUT) : undefined;
}

const CLI_NOTES: ReadonlyArray<readonly [names: readonly string[], note: string]> = [
  [
    ["max_output_chars"],
    "max_output_chars: a run's whole output is kept, reports carry 16,000 characters",
  ],
  [
    ["mcp_config_path"],
    "mcp_config_path: mcp_servers of config.json defines servers, mcp_servers of the hook names them",
  ],
  [
    ["env_vars"],
    "env_vars: an agent gets a small named environment; what it needs goes to its folder or to mcp_servers",
  ],
];

function toldOfCli(inner: Fields, notes: string[]): void {
  notes.push(
    "it ran without approvals and sandbox there; here it reads, until permission says more",
  );
  for (const [names, note] of CLI_NOTES) {
    if (names.some((name) => inner.has(name))) notes.push(note);
    inner.skip(...names);
  }
}

function webhookAgent(agent: Fields, { notes }: Around): ModeFields {
  const inner = agent.record("webhook");
  const secret = inner.text("secret");
  const method = inner.text("method");
  if (method !== undefined && method !== "POST")
    notes.push("method had no effect there: it is POST");
  agent.skip("message_template");
  notes.push("the payload goes on as it came; there its fields were put in another order");
  return {
    mode: "forward",
    forward: { url: inner.text("url") ?? "", ...(secret === undefined ? {} : { secret }) },
    sign: secret === undefined ? undefined : SIGNED_AS_THERE,
  };
}

/** X-Webhook-Signature: sha256= and the hex HMAC of the body. */
const SIGNED_AS_THERE = {
  kind: "hmac",
  algorithm: "sha256",
  signature: [{ header: "x-webhook-signature" }],
  syntax: { prefix: "sha256=" },
  encoding: "hex",
  content: ["body"],
  key: "utf8",
};

function customAgent(agent: Fields, { notes }: Around): ModeFields | null {
  const inner = agent.record("custom");
  const command = inner.text("command");
  if (command === undefined || command === "") {
    notes.push("it has no command");
    return null;
  }
  agent.skip("message_template");
  notes.push(
    "no message is appended to its arguments: the payload comes on standard input, and nothing of it is an argument",
  );
  notes.push("it needs a folder: hook set ID task_folder=...; and features.commands, which is off");
  const args = inner.texts("args").filter((argument) => argument !== "{message}");
  return { mode: "command", command: [command, ...args] };
}

function chatAgent(type: string): MakeMode {
  return (agent, { notes }) => {
    const inner = agent.record(type);
    inner.skip("command", "channel", "target", "account", "signal_api");
    const template = agent.text("message_template");
    notes.push(
      `${type} sent to a channel of its own: define a target in config.json and name it in to, or your chats are told`,
    );
    return {
      mode: "notify",
      message_template: template === undefined ? MESSAGE : translateTemplate(template, notes),
    };
  };
}
