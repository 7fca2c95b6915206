// What a token of the admin API may be given, and what a route asks for: one closed list.

/** One row per scope: what its holder may do. */
export const SCOPES = {
  "daemon:read": "see how the daemon is, its senders and its agent programs",
  "daemon:write": "stop the daemon, read its settings anew",
  "hooks:read": "see hooks; secrets as fingerprints",
  "hooks:write":
    "add, change and remove hooks, give them new secrets: with it whoever holds it decides what agents and programs do on this machine",
  "hooks:test": "send test events through hooks",
  "control:read": "see budgets and pauses",
  "control:write": "pause and go on, raise budgets",
  "deliveries:read": "see deliveries with their content, and how they would run",
  "deliveries:write": "replay and discard deliveries",
  "deliveries:approve": "approve and release what is held, answer cards",
  "runs:read": "see runs and what their agents say",
  "runs:write": "stop runs",
  "outbox:read": "see what leaves, and subscriptions",
  "outbox:write": "send again, cancel, test and enable what leaves",
  "chat:read": "read conversations",
  "chat:write": "speak to agents as the owner",
  "channels:read": "see the chat platforms and who is known there",
  "channels:write": "let people be known on chat platforms, and forget them",
  "terminals:read": "see agent sessions that are open in terminals",
  "terminals:write": "speak as the hook program of such a session",
  "events:read": "watch what happens",
} as const;

/** A scope of the closed list. */
export type Scope = keyof typeof SCOPES;

/** Every scope that only looks; `read` on a command line means all of them. */
export const READ_SCOPES: readonly Scope[] = scopeNames().filter((name) => name.endsWith(":read"));

/** The names of all scopes, in the order of the table. */
export function scopeNames(): Scope[] {
  return Object.keys(SCOPES) as Scope[];
}

/** Tells whether a text is a scope. */
export function isScope(text: unknown): text is Scope {
  return typeof text === "string" && Object.hasOwn(SCOPES, text);
}
