// JSON comes in; what JSON.stringify writes again to the very digits goes out: what was signed is to be found again,
// and no number of a delivery's is to become another.

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** Newer than the types that are at hand. */
const json = JSON as unknown as {
  parse(text: string, reviver: Reviver): unknown;
  rawJSON(text: string): object;
};

/** Longer than this, reading number by number would hold everything else up for a second. */
const LONGEST = 4_194_304;

/** Numbers that would be written otherwise are kept as they came. @throws SyntaxError where it is no JSON. */
export function parseExact(text: string): unknown {
  if (text.length > LONGEST) return JSON.parse(text);
  return json.parse(text, (_, value, { source }) =>
    typeof value === "number" && source !== undefined && String(value) !== source
      ? json.rawJSON(source)
      : value,
  );
}

/** The digits of a whole number as it came, or of a text of digits; null: it is something else. */
export function digitsOf(value: unknown): string | null {
  const isText = typeof value === "string" || typeof value === "number";
  const text = isText ? String(value) : JSON.stringify(value);
  return /^\d{1,30}$/.test(text) ? text : null;
}
