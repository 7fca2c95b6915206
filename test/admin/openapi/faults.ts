// As much of JSON Schema as the document uses: what is wrong with a value, by its place.

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
}
type Schemas = Readonly<Record<string, Schema>>;

export function faultsOf(value: unknown, schema: Schema, schemas: Schemas, at = "$"): string[] {
  if (schema.$ref !== undefined) {
    const named = schemas[schema.$ref.replace("#/components/schemas/", "")];
    return named === undefined ? [`${at}: ${schema.$ref}`] : faultsOf(value, named, schemas, at);
  }
  if (schema.anyOf !== undefined) {
    const all = schema.anyOf.map((one) => faultsOf(value, one, schemas, at));
    return all.some((faults) => faults.length === 0) ? [] : (all[0] ?? []);
  }
  if (schema.type !== undefined && schema.type !== typeOf(value))
    return [`${at}: ${typeOf(value)} is no ${schema.type}`];
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      faultsOf(item, schema.items ?? {}, schemas, `${at}[${index}]`),
    );
  if (typeof value !== "object" || value === null) return [];
  const { properties = {}, required = [] } = schema;
  const missing = required
    .filter((name) => !(name in value))
    .map((name) => `${at}.${name}: missing`);
  const inner = Object.entries(value).flatMap(([name, field]) => {
    const known = properties[name];
    if (known !== undefined) return faultsOf(field, known, schemas, `${at}.${name}`);
    return schema.additionalProperties === false ? [`${at}.${name}: unknown`] : [];
  });
  return [...missing, ...inner];
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
