// What a woken bot says.

import { words, yesOrNo } from "../body-fields.ts";
import { oneOf, optional } from "../field.ts";

/** How far a handover got. */
export const ACKNOWLEDGE = {
  status: oneOf("how far it got; taken: its session has the prompt", ["accepted", "taken", "done"]),
  reply: optional(words("its words, with done")),
  reply_follows: optional(yesOrNo("true with taken: words come later, and are waited for")),
} as const;
