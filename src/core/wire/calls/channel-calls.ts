// What is sent about people on chat platforms.

import { name } from "../body-fields.ts";
import { oneOf, optional } from "../field.ts";

/** Somebody is to become known. */
export const PAIR_CHANNEL = {
  role: optional(oneOf("what they may; default owner", ["owner", "viewer"])),
} as const;

/** Somebody is known no longer. */
export const UNPAIR_CHANNEL = {
  sender: name("the platform's id of them, as the list has it"),
} as const;
