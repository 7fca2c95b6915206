// In: the payload of a `task.dispatch`. Out: the event that a hook gets of it: what the control plane sent of OpenPR's
// own event, as it is, and beside it under `task` what names the task there.

import { readPath } from "../../core/events/json-path.ts";

/** What names a task to the control plane. */
export interface TaskName {
  readonly run_id: string;
  readonly issue_id: string | null;
}

/** What is handed to the hook. */
export interface TaskEvent extends Readonly<Record<string, unknown>> {
  readonly event: string;
  readonly id: string;
  readonly task: TaskName & {
    readonly agent: string | null;
    /** What was sent in the place of an event. */
    readonly text: string | null;
  };
}

const DISPATCH = "task.dispatch";

/** Reads a payload, whatever it is. `id`: the envelope's. */
export function dispatchedTask(payload: unknown, id: string): TaskEvent {
  const { body, ...named } = asDispatch(payload);
  const event = isObject(body) ? body : parsedObject(body);
  const issueId = named.issue_id ?? idText(readPath(event, "data.issue.id"));
  const about = event ?? (issueId === null ? {} : { data: { issue: { id: issueId } } });
  return {
    ...about,
    event: textAt(event, "event") ?? DISPATCH,
    id: textAt(event, "id") ?? id,
    task: {
      run_id: named.run_id ?? `run-${id}`,
      issue_id: issueId,
      agent: named.agent ?? null,
      text: event === null && body !== undefined ? plainText(body) : null,
    },
  };
}

/** The name of a task, read back from what its hook was handed. */
export function taskNameOf(event: unknown): TaskName | null {
  const runId = readPath(event, "task.run_id");
  const issueId = readPath(event, "task.issue_id");
  if (typeof runId !== "string") return null;
  return { run_id: runId, issue_id: typeof issueId === "string" ? issueId : null };
}

interface Dispatch {
  readonly run_id?: string;
  readonly issue_id?: string;
  readonly agent?: string;
  readonly body?: unknown;
}

/** What is no dispatch is the body of one. */
function asDispatch(payload: unknown): Dispatch {
  if (!isObject(payload)) return { body: payload };
  const names = ["run_id", "issue_id", "agent"] as const;
  const isOdd = names.some((name) => {
    const value = payload[name] ?? null;
    return value !== null && typeof value !== "string";
  });
  if (isOdd) return { body: payload };
  const texts = names.flatMap((name) => {
    const value = payload[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  const body = payload["body"] ?? null;
  return { ...Object.fromEntries(texts), ...(body === null ? {} : { body }) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An event that was sent as text. */
function parsedObject(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== "string") return null;
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function plainText(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

function textAt(event: Readonly<Record<string, unknown>> | null, key: string): string | null {
  const value = event === null || !Object.hasOwn(event, key) ? null : event[key];
  return typeof value === "string" && value !== "" ? value : null;
}

function idText(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}
