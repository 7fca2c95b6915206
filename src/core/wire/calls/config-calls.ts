// What is sent to change config.json.

import { anyObject } from "../body-fields.ts";
import { optional, secret } from "../field.ts";

/** Settings by their dotted paths. */
export const CHANGE_CONFIG = {
  fields: optional(
    secret(
      anyObject(
        "dotted paths of settings with their new values, as features.agents; null takes one out",
      ),
    ),
  ),
  add: optional(
    secret(
      anyObject("dotted paths of lists, as task_roots, with a list of what is to stand there"),
    ),
  ),
} as const;
