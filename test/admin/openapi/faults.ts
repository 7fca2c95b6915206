// As much of JSON Schema 2020-12 as the document uses: what is wrong with a value, by its place. A word of a schema that
// is not known here is a fault, so that nothing goes unchecked.

export type Schema = Readonly<Record<string, unknown>>;
export type Schemas = Readonly<Record<string, Schema>>;

interface Place {
  readonly value: unknown;
  readonly at: string;
  readonly schemas: Schemas;
}
type Check = (place: Place, said: never, schema: Schema) => string[];

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const isObject = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const says = (place: Place, isFine: boolean, words: string): string[] =>
  isFine ? [] : [`${place.at}: ${JSON.stringify(place.value)?.slice(0, 80)} ${words}`];
const within = (place: Place, schema: Schema): string[] =>
  faultsOf(place.value, schema, place.schemas, place.at);
const isFineBy = (place: Place) => (schema: Schema) => within(place, schema).length === 0;

const CHECKS: Readonly<Record<string, Check>> = {
  $ref: (place, name: string) => {
    const named = place.schemas[name.replace("#/components/schemas/", "")];
    return named === undefined ? [`${place.at}: there is no ${name}`] : within(place, named);
  },
  type: (place, type: string | readonly string[]) => {
    const types = [type].flat();
    const seen = typeOf(place.value);
    const isFine = types.includes(seen) || (seen === "integer" && types.includes("number"));
    return says(place, isFine, `is no ${types.join(" or ")}`);
  },
  enum: (place, values: readonly unknown[]) =>
    says(place, values.includes(place.value), `is none of ${values.join(", ")}`),
  const: (place, value: unknown) => says(place, place.value === value, `is not ${String(value)}`),
  anyOf: (place, schemas: readonly Schema[]) =>
    schemas.some(isFineBy(place)) ? [] : (schemas.map((one) => within(place, one))[0] ?? []),
  oneOf: (place, schemas: readonly Schema[]) =>
    says(place, schemas.filter(isFineBy(place)).length === 1, "fits none, or several"),
  pattern: (place, pattern: string) => {
    const isFine = typeof place.value !== "string" || new RegExp(pattern).test(place.value);
    return says(place, isFine, `does not match ${pattern}`);
  },
  minimum: (place, least: number) =>
    says(place, typeof place.value !== "number" || place.value >= least, `is below ${least}`),
  maximum: (place, most: number) =>
    says(place, typeof place.value !== "number" || place.value <= most, `is above ${most}`),
  minLength: (place, least: number) =>
    says(place, typeof place.value !== "string" || place.value.length >= least, "is short"),
  maxLength: (place, most: number) =>
    says(place, typeof place.value !== "string" || place.value.length <= most, "is long"),
  items: (place, schema: Schema | boolean, { prefixItems }) => {
    const rest = listOf(place.value).slice(listOf(prefixItems).length);
    if (typeof schema === "boolean") return says(place, schema || rest.length === 0, "is too long");
    return rest.flatMap((value, index) =>
      within({ ...place, value, at: `${place.at}[${index}]` }, schema),
    );
  },
  prefixItems: (place, schemas: readonly Schema[]) =>
    schemas.flatMap((schema, index) => {
      const value = listOf(place.value)[index];
      return within({ ...place, value, at: `${place.at}[${index}]` }, schema);
    }),
  minItems: (place, least: number) => says(place, listOf(place.value).length >= least, "is short"),
  maxItems: (place, most: number) => says(place, listOf(place.value).length <= most, "is long"),
  properties: (place, properties: Schemas) =>
    Object.entries(properties).flatMap(([name, schema]) => {
      const { value } = place;
      if (!isObject(value) || !Object.hasOwn(value, name)) return [];
      return within({ ...place, value: value[name], at: `${place.at}.${name}` }, schema);
    }),
  required: (place, names: readonly string[]) =>
    names
      .filter((name) => isObject(place.value) && !Object.hasOwn(place.value, name))
      .map((name) => `${place.at}.${name}: missing`),
  propertyNames: (place, schema: Schema) =>
    Object.keys(isObject(place.value) ? place.value : {}).flatMap((value) =>
      within({ ...place, value, at: `${place.at}, the name` }, schema),
    ),
  additionalProperties: (place, schema: Schema | boolean, { properties }) => {
    const known = isObject(properties) ? properties : {};
    const given = Object.entries(isObject(place.value) ? place.value : {});
    return given
      .filter(([name]) => !Object.hasOwn(known, name))
      .flatMap(([name, value]) => {
        const at = `${place.at}.${name}`;
        if (typeof schema !== "boolean") return within({ ...place, value, at }, schema);
        return schema ? [] : [`${at}: unknown`];
      });
  },
  description: () => [],
  contentEncoding: () => [],
};

export function faultsOf(value: unknown, schema: Schema, schemas: Schemas, at = "$"): string[] {
  const place = { value, at, schemas };
  return Object.entries(schema).flatMap(([word, said]) => {
    const check = CHECKS[word];
    if (check === undefined) return [`${at}: the schema says ${word}, which is not checked`];
    return check(place, said as never, schema);
  });
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}
