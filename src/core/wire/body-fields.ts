// Fields of POSTs that several routes take: in JSON a number is a number.

import * as z from "zod";
import { lazy } from "./lazy.ts";
import { field, type Field } from "./field.ts";

/** Any text, the empty one too. */
export function words(meaning: string): Field<string> {
  return field(meaning, "a text", () => z.string());
}

/** A text that says something. */
export function name(meaning: string): Field<string> {
  return field(meaning, "a text of at least one character", () => z.string().min(1));
}

/** true or false. */
export function yesOrNo(meaning: string): Field<boolean> {
  return field(meaning, "true or false", () => z.boolean());
}

/** A number within bounds. */
export function number(meaning: string, least: number, most: number): Field<number> {
  return field(meaning, `a number from ${least} to ${most}`, () => z.number().min(least).max(most));
}

/** A whole number within bounds. */
export function integer(meaning: string, least: number, most: number): Field<number> {
  return field(meaning, `a whole number from ${least} to ${most}`, () =>
    z.int().min(least).max(most),
  );
}

/** Bytes in base64. */
export function base64(meaning: string): Field<Buffer> {
  return field(meaning, "base64 with its padding", () =>
    z
      .string()
      .meta({ contentEncoding: "base64" })
      .transform((text, context) => {
        const bytes = Buffer.from(text, "base64");
        // Buffer skips what is no base64; only what reads back the same was meant.
        if (bytes.toString("base64") === text) return bytes;
        context.addIssue("no base64");
        return z.NEVER;
      }),
  );
}

/** A JSON object of any fields. */
export function anyObject(meaning: string): Field<Readonly<Record<string, unknown>>> {
  return field(meaning, "an object", () => z.record(z.string(), z.unknown()));
}

/** The same field; null says as much as leaving it away. */
export function orNull<Value>(given: Field<Value>): Field<Value | null | undefined> {
  return { ...given, schema: lazy(() => given.schema().nullish()) };
}
