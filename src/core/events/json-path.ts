// In: a parsed JSON value and a dotted path. Out: what stands there, or undefined.

/** An index of an array, as it is written in a path. */
const INDEX_PATTERN = /^(?:0|[1-9]\d{0,8})$/;

/**
 * Reads a dotted path: `issue.title`, `labels.0.name`, `labels.*.name`. Own properties only, so that
 * `constructor` and `__proto__` reach nothing that the sender did not write. Never throws.
 *
 * `*` stands for every item of an array; the result is then an array with one item per item read,
 * `undefined` where an item lacks the rest of the path, so that a caller can tell that one is missing.
 * On anything but an array `*` is an ordinary key.
 */
export function readPath(value: unknown, path: string): unknown {
  return path.includes("*") ? readMany(value, path) : readOne(value, path);
}

/** Most paths name one value, and every delivery reads several. */
function readOne(value: unknown, path: string): unknown {
  let found = value;
  for (const segment of path.split(".")) found = ownValue(found, segment);
  return found;
}

function readMany(value: unknown, path: string): unknown {
  let found: unknown[] = [value];
  let many = false;
  for (const segment of path.split(".")) {
    if (segment === "*" && found.some((item) => Array.isArray(item))) {
      many = true;
      found = found.flatMap((item) => (Array.isArray(item) ? (item as unknown[]) : [undefined]));
    } else {
      found = found.map((item) => ownValue(item, segment));
    }
  }
  return many ? found : found[0];
}

function ownValue(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  // An array's own `length` is no part of the JSON that was sent.
  if (Array.isArray(value) && !INDEX_PATTERN.test(key)) return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
