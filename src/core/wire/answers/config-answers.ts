// What the routes about config.json answer.

import * as z from "zod";
import { Finding } from "./hook-answers.ts";
import { anyObject, list, text } from "./shapes.ts";

/** config.json, defaults among it; docs/schema describes it. */
export const ShownConfig = z.strictObject({ config: anyObject });

/** config.json was changed. */
export const ChangedConfig = z.strictObject({
  changed: list(text).meta({ description: "the settings that are not what they were" }),
  problems: list(Finding),
});
