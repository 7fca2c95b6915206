// The form of a hook as it was sent, and its entry as it is now, in; what is to be changed out.

import { withPath } from "../../core/settings/dotted-path.ts";
import { escapeTurns } from "../escape-turns.ts";
import type { Form } from "../form.ts";
import { changesOf, isSame, valueAtPath } from "./changes-of.ts";
import { moreProblem, placed, type FieldProblem } from "./field-problems.ts";
import { fieldsOf, sentFields, type FormField } from "./fields.ts";
import { plain } from "./field-text.ts";
import { entryOf, readTyped, shownForm, type Entry, type TypedForm } from "./typed-form.ts";

/** An edit. */
export interface HookEdit {
  /** The fields that its page has next: those of the mode that it has by now. */
  readonly fields: readonly FormField[];
  readonly typed: TypedForm;
  /** What the next form is made of, as JSON. */
  readonly before: string;
  /** Paths with their new values; null takes one out. */
  readonly changes: Entry;
  /** Why it is not to be written. */
  readonly problems: readonly FieldProblem[];
}

/**
 * Reads an edit; null where it is no form of ours. Only what was changed in it is to be written.
 * @param current the entry as it is now; null: nobody can tell, so it counts as the one that was shown
 */
export function readEdit(form: Form, current: Entry | null): HookEdit | null {
  const before = parsedEntry(form.get("before") ?? "");
  if (before === null) return null;
  const now = current ?? before;
  const fields = sentFields(form.get("fields") ?? "");
  const typed = readTyped(form, fields);
  const shownFields = allFields(fields, typed);
  const entry = entryOf(before, typed, fields);
  if (entry === null) {
    const problems = [moreProblem(typed)];
    return { fields: shownFields, typed, before: jsonOf(before), changes: {}, problems };
  }
  const changes = changesOf(before, entry);
  const problems = Object.keys(changes).flatMap((path) => {
    const is = valueAtPath(now, path);
    const isOurs = isSame(is ?? null, changes[path]);
    return isOurs || isSame(is, valueAtPath(before, path)) ? [] : [conflict(path, is, fields)];
  });
  const next = rebased({ before, now, changes }, typed, fields);
  return { fields: shownFields, typed: next, before: jsonOf(now), changes, problems };
}

function jsonOf(entry: Entry): string {
  return escapeTurns(JSON.stringify(entry));
}

/** What others have changed meanwhile is shown in the fields that nobody touched: saved again, it stays. */
function rebased(
  { before, now, changes }: { before: Entry; now: Entry; changes: Entry },
  typed: TypedForm,
  fields: readonly FormField[],
): TypedForm {
  if (isSame(before, now)) return typed;
  const both = Object.entries(changes).reduce<Record<string, unknown>>(
    (made, [path, value]) => withPath(made, path.split("."), value ?? undefined),
    { ...now },
  );
  const was = shownForm(before, fields);
  const is = shownForm(both, fields);
  const texts = fields.map(({ name }): [string, string] => {
    const text = typed.texts.get(name) ?? "";
    return [name, text === plain(was.texts.get(name) ?? "") ? (is.texts.get(name) ?? "") : text];
  });
  return { texts: new Map(texts), more: is.more };
}

/** A mode that was changed has other fields. What stands in the old ones is not lost. */
function allFields(fields: readonly FormField[], { texts }: TypedForm): readonly FormField[] {
  const ofMode = fieldsOf(texts.get("mode") ?? "");
  const filled = fields.filter(({ name }) => (texts.get(name) ?? "") !== "");
  return [...ofMode, ...filled.filter((field) => !ofMode.includes(field))];
}

/** Two edits at once: the second is told what the first made of it. */
function conflict(path: string, is: unknown, fields: readonly FormField[]): FieldProblem {
  const value = is === undefined ? "taken out" : JSON.stringify(is).slice(0, 200);
  const message = `was changed meanwhile: it is ${value} now; save again to write yours over it`;
  const names = fields.map(({ name }) => name);
  return placed({ level: "error", file: "webhooks.json", field: path, message }, names);
}

function parsedEntry(text: string): Entry | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Entry)
      : null;
  } catch {
    return null;
  }
}
