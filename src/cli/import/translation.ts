// What a definition of another program becomes here, and what of it has no equivalent.

import { WakehookError } from "../../core/records/errors.ts";
import type { Entry } from "../../settings/edit/edit-hook.ts";

/** One definition. */
export interface Candidate {
  /** What the other program calls it; a sender may have chosen it. */
  readonly label: string;
  /** The entry for webhooks.json, switched off; null: there is nothing like it here. */
  readonly entry: Entry | null;
  /** What is lost or different, one thing per line. Never a secret. */
  readonly notes: readonly string[];
  /** A field without which it is still worth having: left out, and told, where it is wrong here. */
  readonly mayLack?: string;
  /** true: a route that was made for hooks of the same file; it serves those of them that are added. */
  readonly servesAdded?: true;
}

/** A whole file. */
export interface Translation {
  readonly candidates: readonly Candidate[];
  /** What concerns no single definition. */
  readonly notes: readonly string[];
}

/** Makes hooks of what a file holds. @throws WakehookError `settings_invalid` where it is no such file. */
export type Translate = (content: unknown) => Translation;

/** The refusal of a file of another kind. */
export function notThisFile(program: string, expected: string): WakehookError {
  return new WakehookError("settings_invalid", `this is no file of ${program}`, {
    hint: `it must hold ${expected}`,
  });
}

/** An entry without the fields that say nothing. Nothing that is imported runs before its owner has looked at it. */
export function entryOf(fields: Readonly<Record<string, unknown>>): Entry {
  const { id, title, ...rest } = fields;
  const entry = { id, title, ...rest, enabled: false };
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}

/** Gives out ids, each once; the same names in the same order get the same ids. */
export function createIds(): (name: string) => string {
  const given = new Set<string>();
  return (name) => {
    const slug = slugOf(name);
    let id = slug;
    for (let number = 2; given.has(id); number += 1)
      id = `${slug.slice(0, LONGEST_ID - 6)}-${number}`;
    given.add(id);
    return id;
  };
}

const LONGEST_ID = 64;

function slugOf(name: string): string {
  const plain = name.normalize("NFKD").toLowerCase();
  const slug = plain.replaceAll(/\p{M}+/gu, "").replaceAll(/[^a-z0-9]+/g, "-");
  return slug.slice(0, LONGEST_ID).replaceAll(/^-+|-+$/g, "") || "imported";
}
