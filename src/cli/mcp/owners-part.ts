// In: fields that an agent would write into a hook, and the hook as it is. Out: nothing, or a refusal with the command
// that its owner runs. An agent may read what strangers wrote; so it prepares hooks, and never gives them more power.

import { WakehookError } from "../../core/records/errors.ts";
import { PERMISSIONS, type Permission } from "../../core/settings/providers.ts";
import { stricter } from "../../core/admission/trust.ts";
import { isReference } from "../../settings/edit/secret-fields.ts";
import { writtenSecrets } from "../../settings/edit/written-secrets.ts";
import type { Fields } from "./record-text.ts";

/** A hook as it is, in force and as it is written. */
export interface HookNow {
  readonly id: string;
  /** In force, or written and not yet in force. */
  readonly isOn: boolean;
  /** Off, and nothing was ever taken: what an agent prepares. */
  readonly isDraft: boolean;
  readonly permission: Permission;
  readonly mode: string;
}

/** Changes nothing about what a run may do, or is told. */
const PLAIN: ReadonlySet<string> = new Set([
  "title",
  "description",
  "enabled",
  "expect_every",
  "priority",
  "task",
  "timeout_seconds",
  "coalesce",
  "permission",
  "accept_risk",
  "trust_folder",
]);
/** What a run is told and when it starts: no more than words where the run may only read. */
const WORDS: ReadonlySet<string> = new Set([
  "prompt_template",
  "append_payload",
  "message_template",
  "events",
  "when",
  "entity",
  "model",
  "reasoning_effort",
]);
/** Modes whose run cannot do more than its permission says. */
export const BOUNDED_MODES: ReadonlySet<string> = new Set(["cron_task", "notify"]);

/** What a hook is before it is there: off, with the least permission. */
export const NEW_HOOK = { isOn: false, isDraft: true, permission: "read_only", mode: "" } as const;

/** @throws WakehookError `refused` or `usage`. */
export function refuseOwnersPart(now: HookNow, fields: Fields): void {
  refuseParts(fields);
  refusePower(now, fields);
  refuseSecrets(fields);
  if (now.isDraft) return;
  const isWordsFree = now.permission === "read_only" && BOUNDED_MODES.has(now.mode);
  const name = Object.keys(fields).find(
    (one) => !PLAIN.has(one) && !(isWordsFree && WORDS.has(one)),
  );
  if (name === undefined) return;
  const state = now.isOn ? "is on" : "has taken events before";
  throw ownersOnly(
    `the hook ${now.id} ${state}; its field ${plain(name)} is changed by its owner`,
    {
      command: `wakehook hook set ${now.id} ${plain(name)}=...`,
    },
  );
}

/** What is refused is known by the names of whole fields. */
function refuseParts(fields: Fields): void {
  const part = Object.keys(fields).find((name) => name.includes("."));
  if (part === undefined) return;
  throw new WakehookError("usage", `${JSON.stringify(part.slice(0, 60))} is a part of a field`, {
    hint: "give the whole field",
  });
}

function refusePower(now: HookNow, fields: Fields): void {
  const { id } = now;
  // Taken out, it means true.
  if (Object.hasOwn(fields, "enabled") && fields["enabled"] !== false)
    throw ownersOnly("only its owner switches a hook on", {
      command: `wakehook hook enable ${id}`,
    });

  const permission = fields["permission"];
  if (isPermission(permission) && stricter(permission, now.permission) !== permission)
    throw ownersOnly(`only its owner lets a hook do more: permission ${permission}`, {
      command: `wakehook hook set ${id} permission=${permission}`,
    });
  for (const name of ["accept_risk", "trust_folder"]) {
    if (fields[name] === undefined || fields[name] === null || fields[name] === false) continue;
    throw ownersOnly(`only its owner lets a hook do more: ${name}`, {
      command: `wakehook hook set ${id} ${name}=true`,
    });
  }
}

/** What an agent types stands in its transcript. */
function refuseSecrets(fields: Fields): void {
  const plainly = writtenSecrets(fields).find(({ value }) => !isReference(value));
  if (plainly === undefined) return;
  throw new WakehookError("usage", `${plainly.field} is a secret, and an agent's words are kept`, {
    hint: "give the place where it stands: env:NAME, file:/path; where the hook needs a secret, leave it out and one is made",
  });
}

function ownersOnly(message: string, { command }: { command: string }): WakehookError {
  return new WakehookError("refused", message, {
    hint: `nothing was changed; the owner runs: ${command}`,
  });
}

function isPermission(value: unknown): value is Permission {
  return typeof value === "string" && Object.hasOwn(PERMISSIONS, value);
}

/** A name that an agent wrote goes into a command that its owner may paste. */
function plain(name: string): string {
  return /^[a-z_]{1,60}$/.test(name) ? name : "FIELD";
}
