// Which fields of a target are secrets: one look at the table of kinds, for those who resolve and those who hide them.

import { toCamel } from "../../core/settings/camel.ts";
import { marksOf, type FieldShape } from "../../core/settings/schema-fields.ts";
import { TARGET_KINDS, type Target } from "../../core/settings/target.ts";
import { isRecord } from "../edit/json-file.ts";

/** A secret of a target: a text, or a value of a record. */
export interface TargetSecret {
  /** As the owner writes it: `token`, `headers.x-key`. */
  readonly field: string;
  readonly written: string;
}

/** Every secret that is written in a target. */
export function targetSecrets(target: Target): TargetSecret[] {
  const found: TargetSecret[] = [];
  mapTargetSecrets(target, (secret) => {
    found.push(secret);
    return secret.written;
  });
  return found;
}

/** The target with each of its secrets put through a function. */
export function mapTargetSecrets<Kept extends Target>(
  target: Kept,
  change: (secret: TargetSecret) => string,
): Kept {
  const shape: FieldShape = TARGET_KINDS[target.kind].fields;
  const names = Object.entries(shape).filter(([, field]) => marksOf(field).secret);
  const values: Readonly<Record<string, unknown>> = { ...target };
  const changed: Record<string, unknown> = {};
  for (const [field] of names) {
    const key = toCamel(field);
    const value = values[key];
    if (typeof value === "string") changed[key] = change({ field, written: value });
    else if (isRecord(value)) changed[key] = mapRecord(field, value, change);
  }
  return { ...target, ...changed };
}

function mapRecord(
  field: string,
  values: Readonly<Record<string, unknown>>,
  change: (secret: TargetSecret) => string,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" ? change({ field: `${field}.${name}`, written: value }) : value,
    ]),
  );
}
