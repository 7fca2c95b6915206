// zod schemas in, JSON Schema (2020-12, as OpenAPI 3.1 takes it) out.

import * as z from "zod";

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a caller may send. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", override: tidy });
  return rest;
}

/** Leaves out what says nothing: the bounds of every safe integer. */
function tidy({ jsonSchema }: { readonly jsonSchema: Record<string, unknown> }): void {
  if (jsonSchema["maximum"] === Number.MAX_SAFE_INTEGER) delete jsonSchema["maximum"];
  if (jsonSchema["minimum"] === Number.MIN_SAFE_INTEGER) delete jsonSchema["minimum"];
}
