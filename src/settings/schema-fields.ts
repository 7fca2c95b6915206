// What the schemas of core say about single fields: names, marks, places in nested objects.

import { z } from "zod";

type Shape = Readonly<Record<string, z.ZodType>>;

/** A field's marks beside its meaning. */
export interface FieldMarks {
  readonly secret: boolean;
  /** Accepted, but its part has not landed. */
  readonly pending: boolean;
}

/** The marks of a schema, as its meta says. */
export function marksOf(schema: z.ZodType): FieldMarks {
  const meta = schema.meta() ?? {};
  return { secret: meta["secret"] === true, pending: meta["pending"] === true };
}

/** The schema at a path of field names and list positions, or undefined where the path leaves it. */
export function schemaAt(shape: Shape, keys: readonly PropertyKey[]): z.ZodType | undefined {
  const [first, ...rest] = keys;
  if (typeof first !== "string" || !Object.hasOwn(shape, first)) return undefined;
  let schema: z.ZodType | undefined = shape[first];
  for (const key of rest) {
    const inner: z.ZodType | undefined = schema && bare(schema);
    if (inner instanceof z.ZodArray) schema = inner.element as z.ZodType;
    else if (inner instanceof z.ZodObject && typeof key === "string")
      schema = (inner.shape as Shape)[key];
    else return undefined;
  }
  return schema;
}

/** The names that an object at a path may have; none where it is no plain object. */
export function fieldNamesAt(shape: Shape, keys: readonly PropertyKey[]): string[] {
  if (keys.length === 0) return Object.keys(shape);
  const schema = schemaAt(shape, keys);
  const inner = schema && bare(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

/** The schema inside optional, default, prefault and transform. */
export function bare(schema: z.ZodType): z.ZodType {
  let inner = schema;
  for (;;) {
    if (inner instanceof z.ZodPipe) inner = inner.in as z.ZodType;
    else if (
      inner instanceof z.ZodOptional ||
      inner instanceof z.ZodDefault ||
      inner instanceof z.ZodPrefault ||
      inner instanceof z.ZodNullable
    )
      inner = inner.unwrap() as z.ZodType;
    else return inner;
  }
}
