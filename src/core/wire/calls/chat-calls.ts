// What is sent to speak with agents, and to answer cards.

import * as z from "zod";
import { DECISIONS } from "../../records/conversation.ts";
import { PROVIDERS } from "../../settings/providers.ts";
import { integer, words } from "../body-fields.ts";
import { field, namesOf, oneOf, optional } from "../field.ts";

const providers = namesOf(PROVIDERS);

/** Another agent for a chat. */
export const USE_AGENT = {
  agent: field(
    "its name; null: the one of config.json again",
    `null, ${providers.join(", ")}`,
    () => z.enum(providers).nullable(),
  ),
} as const;

/** Words of the owner. */
export const SAY = {
  text: field("the words", "a text with words in it", () => z.string().regex(/\S/)),
  chat: optional(words("to the main conversation of this chat; default main")),
  conversation_id: optional(words("to this conversation")),
  reply_to: optional(words("id of the message that they answer")),
  id: field(
    "of your choice: sent again with the same id, they are not said twice",
    "8 to 64 of A-Z, a-z, 0-9, - and _; a new one each time",
    () => z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  ),
} as const;

/** What was read. */
export const MARK_READ = {
  chat: optional(words("all of this chat; this or conversation_id")),
  conversation_id: optional(words("those of this conversation")),
  up_to: integer("the number of the last one", 0, Number.MAX_SAFE_INTEGER),
} as const;

/** The owner's word on a card. */
export const DECIDE_CARD = {
  verb: oneOf("the answer", namesOf(DECISIONS)),
  from: optional(oneOf("where it was answered", ["terminal", "dashboard"])),
} as const;
