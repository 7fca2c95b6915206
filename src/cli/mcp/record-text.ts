// In: a record as the admin API answers it. Out: what of it a model needs, with instants that it can read.

/** An object of the wire. */
export type Fields = Readonly<Record<string, unknown>>;

/** An answer that is an object. */
export function record(answer: unknown): Fields {
  return typeof answer === "object" && answer !== null ? (answer as Fields) : {};
}

/** A value of a closed form (an id, a state, a status) as it is written. */
export function word(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

/** What leads to the next page of a list. */
export function nextPage({ next_before: before }: Fields): string {
  return typeof before === "string" ? `For older ones: before=${before}` : "There are no more.";
}

/** Epoch milliseconds as an ISO text. */
export function instant(at: unknown): string {
  return typeof at === "number" ? new Date(at).toISOString() : "at an unknown time";
}

/** A record of a list: nothing where there is nothing to say, instants as ISO texts. */
export function listedRecord(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== null && !isEmpty(value))
      .map(([name, value]) => [name, isInstant(name, value) ? instant(value) : value]),
  );
}

/** A body's bytes as text; a body that is none is named. */
export function bodyText(base64: unknown): string {
  if (typeof base64 !== "string") return "(emptied by retention)";
  const bytes = Buffer.from(base64, "base64");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return `(${bytes.length} bytes that are no text)`;
  }
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isInstant(name: string, value: unknown): boolean {
  return typeof value === "number" && /(?:_at|_since|_until|^now|not_before)$/.test(name);
}
