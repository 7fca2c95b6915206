// What a caller of the admin API may send, field by field: a handler reads it by its schema, the OpenAPI document and
// the reference are printed from it.

import * as z from "zod";
import { lazy } from "./lazy.ts";

/** One query parameter, or one field of a POST's JSON object. */
export interface Field<Value> {
  readonly meaning: string;
  /** What it takes, in words; shown where something else was sent. */
  readonly takes: string;
  /** Built when it is first asked for. */
  readonly schema: () => z.ZodType<Value>;
  /** true: what was sent is never repeated to anybody. */
  readonly isSecret?: boolean;
}

/** Fields by their names on the wire. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

type ValueOf<F> = F extends Field<infer Value> ? Value : never;

/** The values of query parameters; what was not given is absent. */
export type QueryValues<Spec extends Fields> = {
  readonly [Name in keyof Spec]?: ValueOf<Spec[Name]>;
};

/** The values of a body; only those of optional fields may be missing. */
export type BodyValues<Spec extends Fields> = {
  readonly [Name in keyof Spec as undefined extends ValueOf<Spec[Name]> ? never : Name]: ValueOf<
    Spec[Name]
  >;
} & {
  readonly [Name in keyof Spec as undefined extends ValueOf<Spec[Name]> ? Name : never]?: ValueOf<
    Spec[Name]
  >;
};

/** A field of one's own. `takes`: what it takes, in words. */
export function field<Value>(
  meaning: string,
  takes: string,
  make: () => z.ZodType<Value>,
): Field<Value> {
  return { meaning, takes, schema: lazy(make) };
}

/** The same, and it may be missing. */
export function optional<Value>(given: Field<Value>): Field<Value | undefined> {
  return { ...given, schema: lazy(() => given.schema().optional()) };
}

/** The same; what was sent is never repeated to anybody. */
export function secret<Value>(given: Field<Value>): Field<Value> {
  return { ...given, isSecret: true };
}

/** A text of 1 to 300 characters. */
export function text(meaning: string): Field<string> {
  return field(meaning, "a text of 1 to 300 characters", () => z.string().min(1).max(300));
}

/** The schema of a text that has a type of its own by its pattern. */
export function patterned<Value extends string>(pattern: RegExp): z.ZodType<Value> {
  return z.string().regex(pattern) as unknown as z.ZodType<Value>;
}

/** One of a few words. */
export function oneOf<const Word extends string>(
  meaning: string,
  words: readonly Word[],
): Field<Word> {
  return field(meaning, words.join(", "), () => z.enum(words));
}

/** The names of a closed list. */
export function namesOf<Row extends object>(list: Row): ReadonlyArray<keyof Row & string> {
  return Object.keys(list) as Array<keyof Row & string>;
}
