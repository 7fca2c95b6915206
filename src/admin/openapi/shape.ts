// What an answer's fields hold, in words; JSON Schema is made of them.

/**
 * `text`, `number`, `flag`, `object`, `any`, or the name of a record; with `[]` a list of them, with `?` or null.
 * A test reads every route's answer by its words, so that they stay true.
 */
export type ShapeWord = string;

/** The fields of an object. A name with `?` may be absent; every other is there, and nothing else is. */
export type Shape = Readonly<Record<string, ShapeWord>>;

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const PLAIN: Readonly<Record<string, JsonSchema>> = {
  text: { type: "string" },
  number: { type: "number" },
  flag: { type: "boolean" },
  object: { type: "object" },
  any: {},
};

/** The schema of an object. */
export function objectSchema(shape: Shape): JsonSchema {
  const fields = Object.entries(shape).map(([name, word]) => ({
    name: name.replace(/\?$/, ""),
    isOptional: name.endsWith("?"),
    schema: wordSchema(word),
  }));
  return {
    type: "object",
    properties: Object.fromEntries(fields.map(({ name, schema }) => [name, schema])),
    required: fields.filter(({ isOptional }) => !isOptional).map(({ name }) => name),
    additionalProperties: false,
  };
}

function wordSchema(word: ShapeWord): JsonSchema {
  if (word.endsWith("?")) return { anyOf: [wordSchema(word.slice(0, -1)), { type: "null" }] };
  if (word.endsWith("[]")) return { type: "array", items: wordSchema(word.slice(0, -2)) };
  return PLAIN[word] ?? { $ref: `#/components/schemas/${word}` };
}
