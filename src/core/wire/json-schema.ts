// zod schemas in, JSON Schema (2020-12, as OpenAPI 3.1 takes it) out.

import * as z from "zod";

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of an answer. */
export type AnswerSchema = z.ZodType;

/** What a caller may send. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", override: tidy });
  return rest;
}

/** Answers by their names, as components of one document: each is described once, and named elsewhere. */
export function answerSchemas(named: Readonly<Record<string, AnswerSchema>>): JsonSchema {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const uri = (id: string) => `#/components/schemas/${id}`;
  const { schemas } = z.toJSONSchema(registry, { uri, io: "output", override: tidy });
  const bare = Object.entries(schemas).map(([id, schema]) => {
    const { $schema: _schema, $id: _id, ...rest } = schema;
    return [id, rest];
  });
  return Object.fromEntries(bare) as JsonSchema;
}

/** Leaves out what says nothing: the bounds of every safe integer, and that an answer is not written to. */
function tidy({ jsonSchema }: { readonly jsonSchema: Record<string, unknown> }): void {
  if (jsonSchema["maximum"] === Number.MAX_SAFE_INTEGER) delete jsonSchema["maximum"];
  if (jsonSchema["minimum"] === Number.MIN_SAFE_INTEGER) delete jsonSchema["minimum"];
  delete jsonSchema["readOnly"];
}
