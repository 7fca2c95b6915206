// What a refused call is answered: an RFC 9457 problem.

import * as z from "zod";
import { Finding } from "./hook-answers.ts";
import { count, list, text } from "./shapes.ts";

/** A problem with one of these codes. */
export function problemAnswer(codes: readonly string[]) {
  return z.strictObject({
    type: z.string().regex(/^urn:wakehook:error:\w+$/),
    title: text,
    status: count.meta({ description: "the HTTP status" }),
    detail: text,
    error: z.enum(codes),
    message: text.meta({ description: "the same words as detail" }),
    hint: z.exactOptional(text.meta({ description: "what to do next" })),
    problems: z.exactOptional(
      list(Finding).meta({ description: "each field of the settings that is wrong" }),
    ),
  });
}
