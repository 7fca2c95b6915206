// Changing webhooks.json: what the admin API needs of whoever does it, by the checks and the lock of the commands.

import type { Problem } from "../settings/problem.ts";
import type { LoadedHook } from "../settings/settings.ts";

/** Fields of an entry of webhooks.json, as they are written there. */
export type EntryFields = Readonly<Record<string, unknown>>;

/** An entry that was written. Its secrets are fingerprints. */
export interface WrittenEntry {
  readonly id: string;
  readonly entry: EntryFields;
  /** What remains to be said about it. */
  readonly problems: readonly Problem[];
}

/** A new entry, with what nobody is told again. */
export interface NewEntry extends WrittenEntry {
  /** The field that its secret stands in; null where it needs none. */
  readonly secretField: string | null;
  /** The text of a secret that was made; null where one was given, or the sender makes it. */
  readonly secret: string | null;
  /** Made for a sender that repeats it when it checks the URL; null for others. */
  readonly verifyToken: string | null;
}

/** Each throws WakehookError `not_found`, `usage`, `refused`, `settings_invalid`, `settings_unwritable`, `locked`. */
export interface HookEditorPort {
  entry(id: string): Promise<EntryFields>;
  /** Adds an entry; makes its secret where it needs one and none is given. Throws `already_exists` too. */
  create(fields: EntryFields): Promise<NewEntry>;
  /**
   * Writes these fields of an entry, or parts of them (`forward.url`); null takes one out.
   * @param version of the entry that was looked at (`entryVersion`): another one is not changed, but `refused`
   */
  change(id: string, fields: EntryFields, version?: string): Promise<WrittenEntry>;
  /** The hook with these fields as it would be loaded, without its secrets; nothing is written. */
  tried(id: string, fields: EntryFields): Promise<LoadedHook>;
  remove(id: string): Promise<void>;
  /** `secret` null: one is made. The old one is taken for `keepMs` more where it can be. */
  rotate(
    id: string,
    given: { readonly secret: string | null; readonly keepMs: number },
  ): Promise<{ readonly field: string; readonly secret: string; readonly until: number | null }>;
}
