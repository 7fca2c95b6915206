// In: changes of an entry as typed: `events=push`, `fuse.runs=10`, `dependency=`. Out: the entry with them.

import { WakehookError } from "../../core/records/errors.ts";
import { ENTRY_FIELDS } from "../../core/settings/route.ts";
import { schemaAt } from "../../core/settings/schema-fields.ts";
import { splitPath, withPath } from "../../core/settings/dotted-path.ts";
import type { Entry } from "../../settings/edit/edit-hook.ts";
import { typedValue } from "../../core/settings/typed-value.ts";

/** One change; the value `undefined` removes. */
export interface FieldChange {
  readonly keys: readonly string[];
  readonly value: unknown;
}

/** A copy of an entry with changes. */
export function withChanges(entry: Entry, changes: readonly FieldChange[]): Entry {
  return changes.reduce((made, { keys, value }) => withPath(made, keys, value), entry);
}

/**
 * Reads `field=value`; `field=` removes the field.
 * @throws WakehookError `usage`.
 */
export function parseFieldChange(text: string): FieldChange {
  const at = text.indexOf("=");
  if (at <= 0)
    throw new WakehookError("usage", `"${text}" is no change of a field`, {
      hint: "write field=value, or field= to remove it",
    });
  const keys = splitPath(text.slice(0, at));
  if (keys[0] === "id")
    throw new WakehookError("usage", "the id of a hook cannot be changed", {
      hint: "its URL and its history hang on it; add another hook and remove this one",
    });
  const typed = text.slice(at + 1);
  return {
    keys,
    value: typed === "" ? undefined : typedValue(typed, schemaAt(ENTRY_FIELDS, keys)),
  };
}
