// What the schemas of the settings files say about single fields: names, marks, nested shapes. The
// one place that looks inside a zod schema.

import * as z from "zod";
import { toSnake } from "../wire/wire-keys.ts";

/** The fields of an object, as its schema lists them. */
export type FieldShape = Readonly<Record<string, z.ZodType>>;

/** The schema of one field. */
export type FieldSchema = z.ZodType;
/** One finding of a schema. */
export type SchemaIssue = z.core.$ZodIssue;

/** A field's marks beside its meaning. */
export interface FieldMarks {
  readonly secret: boolean;
  /** Accepted, but its part has not landed. */
  readonly pending: boolean;
}

/** What a field at a path of names means, in words; empty where there is no such field. */
export function meaningAt(shape: FieldShape, path: readonly string[]): string {
  return schemaAt(shape, path)?.meta()?.description ?? "";
}

/** The marks of a field, as its meta says. */
export function marksOf(field: z.ZodType): FieldMarks {
  const meta = field.meta() ?? {};
  return { secret: meta["secret"] === true, pending: meta["pending"] === true };
}

/** The fields of an object's schema, seen through optional, default and transform; undefined for others. */
export function shapeOf(field: z.ZodType): FieldShape | undefined {
  const inner = bare(field);
  return inner instanceof z.ZodObject ? inner.shape : undefined;
}

/** The schema at a path of field names and list positions; undefined where the path leaves it. */
export function schemaAt(shape: FieldShape, path: readonly PropertyKey[]): z.ZodType | undefined {
  const [first, ...rest] = path;
  if (typeof first !== "string" || !Object.hasOwn(shape, first)) return undefined;
  const field = shape[first];
  if (field === undefined || rest.length === 0) return field;
  const inner = bare(field);
  if (inner instanceof z.ZodArray)
    return schemaAt({ item: inner.element as z.ZodType }, ["item", ...rest.slice(1)]);
  if (inner instanceof z.ZodUnion) return ofAny(inner.options as z.ZodType[], rest);
  return inner instanceof z.ZodObject ? schemaAt(inner.shape, rest) : undefined;
}

/** Of several forms the first that has the path. */
function ofAny(forms: readonly z.ZodType[], path: readonly PropertyKey[]): z.ZodType | undefined {
  for (const form of forms) {
    const found = schemaAt({ form }, ["form", ...path]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The names that the object at a path may have; none where it is no plain object. */
export function fieldNamesAt(shape: FieldShape, path: readonly PropertyKey[]): string[] {
  if (path.length === 0) return Object.keys(shape);
  const field = schemaAt(shape, path);
  return field === undefined ? [] : namesOf(field);
}

/** Of several forms the names of all. */
function namesOf(field: z.ZodType): string[] {
  const inner = bare(field);
  if (inner instanceof z.ZodUnion)
    return [...new Set((inner.options as z.ZodType[]).flatMap((form) => namesOf(form)))];
  return Object.keys(shapeOf(field) ?? {});
}

/**
 * What was read (camelCase) with the names that its owner wrote. Only names of fields are changed: those of variables,
 * headers and other keys that the owner chose are the owner's.
 */
export function asWritten(field: z.ZodType | undefined, value: unknown): unknown {
  if (field === undefined || typeof value !== "object" || value === null) return value;
  const forms = formsOf(field);
  if (Array.isArray(value)) {
    const list = forms.find((form) => form instanceof z.ZodArray);
    return value.map((item) => asWritten(list?.element as z.ZodType | undefined, item));
  }
  const shapes = forms.flatMap((form) => (form instanceof z.ZodObject ? [form.shape] : []));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => {
      const name = toSnake(key);
      const shape = shapes.find((one) => Object.hasOwn(one, name));
      return shape === undefined ? [key, inner] : [name, asWritten(shape[name], inner)];
    }),
  );
}

/** The forms that a field may have, each without what stands around it. */
function formsOf(field: z.ZodType): z.ZodType[] {
  const inner = bare(field);
  return inner instanceof z.ZodUnion
    ? (inner.options as z.ZodType[]).flatMap((form) => formsOf(form))
    : [inner];
}

/** The JSON Schema of what an owner may write for a field: input, before defaults. */
export function toJsonSchema(field: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(field, { io: "input", unrepresentable: "any" });
}

/** Tells whether a field may be left out. */
export function mayBeAbsent(field: z.ZodType): boolean {
  return field.safeParse(undefined).success;
}

function bare(field: z.ZodType): z.ZodType {
  if (field instanceof z.ZodPipe) return bare(field.in as z.ZodType);
  if (
    field instanceof z.ZodOptional ||
    field instanceof z.ZodDefault ||
    field instanceof z.ZodPrefault ||
    field instanceof z.ZodNullable
  )
    return bare(field.unwrap() as z.ZodType);
  return field;
}
