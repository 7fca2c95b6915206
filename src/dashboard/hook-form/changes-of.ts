// An entry before and after an edit in; what has changed, by paths, out.

type Json = Readonly<Record<string, unknown>>;

/** Names that can be joined by dots. */
const PLAIN_NAME = /^[A-Za-z0-9_$-]{1,100}$/;

/** The parts of an entry that differ; null: it is not there any more. */
export function changesOf(before: Json, after: Json): Record<string, unknown> {
  return Object.fromEntries(differences(before, after, ""));
}

function differences(before: Json, after: Json, above: string): Array<[string, unknown]> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [was, is] = [valueAt(before, name), valueAt(after, name)];
    if (isSame(was, is)) return [];
    if (isParted(was) && isParted(is)) return differences(was, is, `${above}${name}.`);
    return [[`${above}${name}`, is ?? null]];
  });
}

/** Equal as JSON, whatever the order of their fields. */
export function isSame(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other)) return JSON.stringify(one) === JSON.stringify(other);
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => isSame(valueAt(one, name), valueAt(other, name)));
}

/** The value at a dotted path. */
export function valueAtPath(entry: Json, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((at, name) => (isObject(at) ? valueAt(at, name) : undefined), entry);
}

/** An object whose parts have names that a path can hold; others are changed as a whole. */
function isParted(value: unknown): value is Json {
  return isObject(value) && Object.keys(value).every((name) => PLAIN_NAME.test(name));
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function valueAt(object: Json, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
