// Names of fields in, names of the wire out: camelCase -> snake_case.

/** `bodyBytes` -> `body_bytes`, as a type. */
export type SnakeKey<Key> = Key extends `${infer Letter}${infer Rest}`
  ? `${Letter extends Lowercase<Letter> ? Letter : `_${Lowercase<Letter>}`}${SnakeKey<Rest>}`
  : Key;

/** An object type with its own keys in snake_case; what the keys hold stays as it is. */
export type SnakeKeys<T> = { [Key in keyof T as SnakeKey<Key>]: T[Key] };

/** `taskFolder` -> `task_folder`; the way back of `toCamel`. */
export function toSnake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Renames an object's own keys to snake_case, one level deep. */
export function snakeKeys<T extends object>(object: T): SnakeKeys<T> {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [toSnake(key), value as unknown]),
  ) as SnakeKeys<T>;
}
