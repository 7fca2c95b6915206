// The JSON Schemas of the settings files, from the definitions that check them. `$schema` names them, so an
// editor completes fields and shows their meaning.

import { CONFIG_FIELDS } from "../../core/settings/config.ts";
import { IGNORED_HOOK_FIELDS } from "../../core/settings/hook.ts";
import { RELAY_FIELDS } from "../../core/settings/relay-config.ts";
import { ENTRY_FIELDS } from "../../core/settings/route.ts";
import { mayBeAbsent, toJsonSchema, type FieldShape } from "../../core/settings/schema-fields.ts";
import { isRecord } from "../edit/json-file.ts";

/** A JSON Schema (draft 2020-12). */
export type JsonSchema = Record<string, unknown>;

const DRAFT = "https://json-schema.org/draft/2020-12/schema";
const SCHEMA_FIELD = { type: "string", description: "where this schema lies" };

/** The schema of webhooks.json: what an owner may write, null in optional fields included. */
export function hooksJsonSchema(): JsonSchema {
  const ignored = IGNORED_HOOK_FIELDS.map((name) => [
    name,
    { description: "written by older programs; accepted and ignored" },
  ]);
  const { required: _, ...entry } = objectSchema(ENTRY_FIELDS);
  return {
    $schema: DRAFT,
    title: "webhooks.json of wakehook",
    type: "object",
    properties: {
      $schema: SCHEMA_FIELD,
      hooks: {
        type: "array",
        items: {
          ...entry,
          properties: { ...entry.properties, ...Object.fromEntries(ignored) },
          required: ["id", "title"],
          // A hook, or a URL that serves several.
          anyOf: [{ required: ["mode"] }, { required: ["route"] }],
        },
      },
    },
    required: ["hooks"],
    additionalProperties: false,
  };
}

/** The schema of config.json: what an owner may write, null in optional fields included. */
export function configJsonSchema(): JsonSchema {
  return fileSchema("config.json of wakehook", CONFIG_FIELDS);
}

/** The schema of relay.json. */
export function relayJsonSchema(): JsonSchema {
  return fileSchema("relay.json of wakehook", RELAY_FIELDS);
}

function fileSchema(title: string, shape: FieldShape): JsonSchema {
  const file = objectSchema(shape);
  return {
    $schema: DRAFT,
    title,
    ...file,
    properties: { $schema: SCHEMA_FIELD, ...file.properties },
  };
}

function objectSchema(shape: FieldShape): JsonSchema & { properties: JsonSchema } {
  const required = Object.entries(shape).flatMap(([name, field]) =>
    mayBeAbsent(field) ? [] : [name],
  );
  const properties = Object.entries(shape).map(([name, field]) => [
    name,
    fieldSchema(toJsonSchema(field), required.includes(name)),
  ]);
  const fields = withoutMarks(Object.fromEntries(properties) as JsonSchema);
  const end = { additionalProperties: false };
  if (required.length === 0) return { type: "object", properties: fields, ...end };
  return { type: "object", properties: fields, required, ...end };
}

function fieldSchema(generated: JsonSchema, isRequired: boolean): JsonSchema {
  const { $schema: _, pending, properties, ...rest } = generated;
  const schema: JsonSchema = { ...rest };
  if (pending === true)
    schema["description"] = `${String(rest["description"])} (accepted, not at work yet)`;
  if (isRecord(properties)) schema["properties"] = nestedSchemas(properties, rest["required"]);
  return isRequired ? schema : withNull(schema);
}

/** Our marks stand where an editor looks for words of JSON Schema; and a whole number's technical limit is none of ours. */
function withoutMarks<Schema>(schema: Schema): Schema {
  const isMark = (key: string, value: unknown): boolean =>
    (value === true && (key === "secret" || key === "pending")) ||
    (key === "maximum" && value === Number.MAX_SAFE_INTEGER);
  const text = JSON.stringify(schema, (key, value: unknown) =>
    isMark(key, value) ? undefined : value,
  );
  return JSON.parse(text) as Schema;
}

function nestedSchemas(properties: JsonSchema, required: unknown): JsonSchema {
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.fromEntries(
    Object.entries(properties).map(([name, nested]) => [
      name,
      isRecord(nested) ? fieldSchema(nested, names.includes(name)) : nested,
    ]),
  );
}

function withNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values, anyOf, oneOf } = schema;
  if (Array.isArray(anyOf))
    return { ...schema, anyOf: [...(anyOf as unknown[]), { type: "null" }] };
  if (Array.isArray(oneOf))
    return { ...schema, oneOf: [...(oneOf as unknown[]), { type: "null" }] };
  if (type === undefined) return schema;
  const open = { ...schema, type: [type, "null"] };
  return Array.isArray(values) ? { ...open, enum: [...(values as unknown[]), null] } : open;
}
