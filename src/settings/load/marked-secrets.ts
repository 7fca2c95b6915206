// Which fields of an entry are secrets: one look at its kind's shape, for those who resolve and those who hide them.

import { toCamel } from "../../core/settings/camel.ts";
import { marksOf, type FieldShape } from "../../core/settings/schema-fields.ts";
import { isRecord } from "../edit/json-file.ts";

/** A secret of an entry: a text, or a value of a record. */
export interface MarkedSecret {
  /** As the owner writes it: `token`, `headers.x-key`. */
  readonly field: string;
  readonly written: string;
}

/** The entry with each secret of its shape put through a function. */
export function mapMarkedSecrets<Kept extends object>(
  shape: FieldShape,
  entry: Kept,
  change: (secret: MarkedSecret) => string,
): Kept {
  const names = Object.entries(shape).filter(([, field]) => marksOf(field).secret);
  const values = entry as Readonly<Record<string, unknown>>;
  const changed: Record<string, unknown> = {};
  for (const [field] of names) {
    const key = toCamel(field);
    const value = values[key];
    if (typeof value === "string") changed[key] = change({ field, written: value });
    else if (isRecord(value)) changed[key] = mapRecord(field, value, change);
  }
  return { ...entry, ...changed };
}

/** Every secret that is written in an entry. */
export function markedSecrets(shape: FieldShape, entry: object): MarkedSecret[] {
  const found: MarkedSecret[] = [];
  mapMarkedSecrets(shape, entry, (secret) => {
    found.push(secret);
    return secret.written;
  });
  return found;
}

function mapRecord(
  field: string,
  values: Readonly<Record<string, unknown>>,
  change: (secret: MarkedSecret) => string,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" ? change({ field: `${field}.${name}`, written: value }) : value,
    ]),
  );
}
