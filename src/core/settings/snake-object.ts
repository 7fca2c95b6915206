import * as z from "zod";
import { camelKeys } from "./camel.ts";

/** A strict object as written on disk (snake_case), read into camelCase. Unknown keys are errors. */
export function snakeObject<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape).transform((value) => camelKeys(value));
}
