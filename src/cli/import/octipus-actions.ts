// What an Octipus hook does, as a mode of wakehook.

import type { Fields } from "./fields.ts";

/** A mode and its fields. */
export interface ForeignAction {
  readonly mode: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const ROOTS = /\{\{\s*(body|headers)\.([^{}\s]+)\s*\}\}/g;
/** Placeholders of triggers that do not come here. */
const ELSEWHERE = /\{\{\s*(?:message|agent|tool|schedule|permission)\.[^{}]*\}\}/;

/** The action; null where there is nothing like it, which `notes` say. */
export function actionOf(
  fields: Fields,
  messageTemplate: string | undefined,
  notes: string[],
): ForeignAction | null {
  const kind = fields.text("actionType") ?? fields.text("action") ?? "";
  const config = fields.record("actionConfig");
  const message = messageTemplate?.replaceAll(ROOTS, (_, root: string, path: string) =>
    root === "body" ? `{{$payload.${path}}}` : `{{$headers.${path.toLowerCase()}}}`,
  );
  const make = Object.hasOwn(ACTIONS, kind) ? ACTIONS[kind] : undefined;
  if (make === undefined) {
    const words = Object.hasOwn(NO_ACTION, kind) ? NO_ACTION[kind] : undefined;
    notes.push(words ?? `action ${kind}: it is not known here`);
    return null;
  }
  const action = make(config, message, notes);
  if (ELSEWHERE.test(JSON.stringify(action.fields)))
    notes.push("a placeholder belongs to another trigger: it stays visible as {{?...}}");
  return action;
}

type MakeAction = (config: Fields, message: string | undefined, notes: string[]) => ForeignAction;

const ACTIONS: Readonly<Record<string, MakeAction>> = {
  spawn_agent: spawnAgent,
  notify,
  webhook: forward,
};
const NO_ACTION: Readonly<Record<string, string>> = {
  execute_tool:
    "action execute_tool: there are no tools here; mode command runs a program of yours, without a shell",
  n8n_workflow:
    "action n8n_workflow: mode forward posts to the URL of a webhook trigger in n8n, which is not in the file",
};

function spawnAgent(config: Fields, message: string | undefined, notes: string[]): ForeignAction {
  const prompt = config.text("agentPrompt") ?? "An event has arrived.";
  const template = message === undefined ? prompt : `${prompt}\n\n${message}`;
  for (const name of [
    "agentTopic",
    "agentModel",
    "orchestrated",
    "notifyRoot",
    "awayDigestHours",
  ]) {
    if (config.has(name)) notes.push(`${name}: belongs to Octipus's own agents: left out`);
    config.skip(name);
  }
  notes.push(
    "its agent is an agent CLI here: it needs a folder (hook set ID task_folder=...), and reads until permission says more",
  );
  const isTold = config.flag("notifyOwner") ?? false;
  channelNotes(config, notes);
  return {
    mode: "cron_task",
    fields: {
      prompt_template: template,
      // The payload was appended there, whatever the prompt said.
      append_payload: template.includes("{{") && message === undefined ? "always" : undefined,
      report: isTold ? undefined : ["log"],
    },
  };
}

function notify(config: Fields, message: string | undefined, notes: string[]): ForeignAction {
  const text = message ?? config.text("notifyMessage") ?? "{{$event}} on {{$entity}}";
  if (message !== undefined) config.skip("notifyMessage");
  config.skip("notifyOwner");
  channelNotes(config, notes);
  return { mode: "notify", fields: { message_template: text } };
}

function forward(config: Fields, _: string | undefined, notes: string[]): ForeignAction {
  const body = config.text("webhookBody");
  const method = config.text("webhookMethod") ?? config.text("method");
  const headers = textsOf(config.raw(config.has("webhookHeaders") ? "webhookHeaders" : "headers"));
  if (body === undefined)
    notes.push("without a body the whole context was sent there, headers too; here the payload is");
  notes.push("forward is signed where forward.secret is set; it leads to public addresses alone");
  return {
    mode: "forward",
    fields: { forward: { url: config.text("webhookUrl") ?? "", method, headers, body } },
  };
}

function textsOf(raw: unknown): Record<string, string> | undefined {
  if (typeof raw !== "object" || raw === null) return undefined;
  const texts = Object.entries(raw).filter(
    (pair): pair is [string, string] => typeof pair[1] === "string",
  );
  return texts.length === 0 ? undefined : Object.fromEntries(texts);
}

/** Where messages went there is no address here: chats are targets of config.json. */
function channelNotes(config: Fields, notes: string[]): void {
  const names = ["notifyChannels", "channelType", "channelId"];
  if (names.some((name) => config.has(name)))
    notes.push(
      "its channels are targets of config.json here: name them in to, or your chats are told",
    );
  config.skip(...names);
}
