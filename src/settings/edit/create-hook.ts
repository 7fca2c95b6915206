// In: the fields of a new entry. Out: it is in webhooks.json with a secret, or it was refused and nothing was written.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { WakehookError } from "../../core/records/errors.ts";
import type { EntryFields, NewEntry } from "../../core/ports/hook-editor-port.ts";
import { findSource } from "../../sources/table.ts";
import { newSecret } from "../../system/randomness.ts";
import { checkEntry } from "../check/check-entry.ts";
import { editHooks } from "./edit.ts";
import type { Entry } from "./edit-hook.ts";
import { entryAuthMode, secretFieldOf } from "../../core/settings/entry-auth.ts";
import { hookIdOf } from "./hook-id.ts";
import { isRecord } from "./json-file.ts";
import { madeFor } from "./made-secret.ts";
import { readSettings } from "../read.ts";
import { refuseFingerprints } from "./refuse-fingerprints.ts";
import { errorsOf, refusedChange } from "./refused-change.ts";
import type { RotateDeps } from "./rotate-secret.ts";
import { hashToken, isHashed, isReference } from "./secret-fields.ts";
import { withFingerprints } from "./written-secrets.ts";

interface Secrets {
  readonly fields: Entry;
  readonly made: Pick<NewEntry, "secretField" | "secret" | "verifyToken">;
}

/**
 * Adds an entry; checked under the lock that it is written under.
 * @throws WakehookError `usage` without an id, `already_exists`, `settings_invalid`, `settings_unwritable`, `locked`.
 */
export async function createHook(deps: RotateDeps, given: EntryFields): Promise<NewEntry> {
  const { paths, environment, clock } = deps;
  refuseFingerprints(given);
  const id = hookIdOf(typeof given["id"] === "string" ? given["id"] : "");
  const { fields, made } = withSecret(deps, given);
  const createdAt = new Date(clock.now()).toISOString();
  const entry: Entry = { ...given, ...fields, created_at: given["created_at"] ?? createdAt };
  let problems: NewEntry["problems"] = [];
  await editHooks(paths, async (entries) => {
    if (entries.some((one) => one["id"] === id))
      throw new WakehookError("already_exists", `there is a hook "${id}" already`, {
        hint: "give another id, or change that one",
      });
    const settings = await readSettings(paths, environment);
    problems = await checkEntry({ paths, environment, settings, newHooks: [id] }, entry);
    const wrong = errorsOf(problems);
    if (wrong.length > 0) throw refusedChange(wrong);
    return [...entries, entry];
  });
  await makeTaskFolder(deps, entry["task_folder"]);
  return { id, entry: withFingerprints(entry), problems, ...made };
}

/** What is to be written as the secret, and what of it is to be told. */
function withSecret({ randomness }: RotateDeps, given: EntryFields): Secrets {
  const none = { secretField: null, secret: null, verifyToken: null };
  if (given["route"] !== undefined || isUnverified(given)) return { fields: {}, made: none };
  const named = typeof given["source"] === "string" ? given["source"] : "generic";
  const source = findSource(named);
  const field = secretFieldOf(given);
  const verifyToken = asksToken(source, given) ? newSecret(randomness) : null;
  const token = verifyToken === null ? {} : { verify_token: verifyToken };
  const written = given[field] ?? "";
  if (written !== "") {
    const stored = typeof written === "string" && field === "token" ? hashed(written) : written;
    return {
      fields: { ...token, [field]: stored },
      made: { ...none, secretField: field, verifyToken },
    };
  }
  const isSource = entryAuthMode(given) === "source" && source !== undefined;
  if (isSource && source.secretFrom === "sender")
    return { fields: token, made: { ...none, secretField: field, verifyToken } };
  const secret = isSource ? madeFor(source, randomness) : newSecret(randomness);
  return {
    fields: { ...token, [field]: field === "token" ? hashToken(secret) : secret },
    made: { secretField: field, secret, verifyToken },
  };
}

function hashed(token: string): string {
  return isReference(token) || isHashed(token) ? token : hashToken(token);
}

function isUnverified({ verify }: EntryFields): boolean {
  return isRecord(verify) && verify["kind"] === "none";
}

function asksToken(source: ReturnType<typeof findSource>, given: EntryFields): boolean {
  if ((given["verify_token"] ?? "") !== "") return false;
  return source?.challenges?.some((rule) => rule.verifyToken !== undefined) ?? false;
}

/** A bare name is a folder of wakehook's own; a path is the owner's and is never made. */
async function makeTaskFolder({ paths }: RotateDeps, folder: unknown): Promise<void> {
  if (typeof folder !== "string" || path.basename(folder) !== folder || folder.startsWith("."))
    return;
  await mkdir(path.join(paths.tasksFolder, folder), { recursive: true, mode: 0o700 });
}
