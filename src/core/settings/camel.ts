// The only border between snake_case (disk, wire) and camelCase (TypeScript).

/** `task_folder` -> `taskFolder`, as a type. */
export type CamelKey<Key> = Key extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelKey<Tail> & string>}`
  : Key;

/** An object type with its own keys in camelCase; nested objects are left to their own schema. */
export type CamelKeys<T> = { [Key in keyof T as CamelKey<Key>]: T[Key] };

/** `task_folder` -> `taskFolder`. */
export function toCamel(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Renames an object's own keys, one level deep. */
export function camelKeys<T extends object>(object: T): CamelKeys<T> {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [toCamel(key), value as unknown]),
  ) as CamelKeys<T>;
}
