// What is sent to add, change and try hooks.

import * as z from "zod";
import { DRY_RUN_DELIVERIES } from "../../ports/dry-run-port.ts";
import { anyObject, base64, integer, name, number, orNull, yesOrNo } from "../body-fields.ts";
import { field, optional, secret, text } from "../field.ts";

const LONGEST_KEEP_SECONDS = 7_776_000;
const LONGEST_PAIRING_SECONDS = 3600;

/** A new entry. */
export const CREATE_HOOK = {
  hook: secret(anyObject("the entry, as webhooks.json has it; without a secret one is made")),
} as const;

/** Changes of an entry. */
export const CHANGE_HOOK = {
  fields: secret(
    anyObject(
      "fields of the entry, or parts of them as forward.url, with their new values; null takes one out",
    ),
  ),
  version: optional(
    text("as the hook was shown: where it is another by now, nothing is changed (409)"),
  ),
} as const;

/** Another secret. */
export const ROTATE_HOOK = {
  secret: orNull(secret(name("the new one, where the sender makes it; absent: one is made"))),
  keep_seconds: optional(
    number(
      "how long the old one is taken too, where it can be; default 86400",
      0,
      LONGEST_KEEP_SECONDS,
    ),
  ),
} as const;

/** An edited hook, and what was recorded. */
export const DRY_RUN_HOOK = {
  fields: orNull(
    secret(anyObject("what is set differently; null takes a field out; absent: the hook as it is")),
  ),
  last: optional(
    integer(
      `how many of the newest deliveries; default ${DRY_RUN_DELIVERIES.usual}`,
      1,
      DRY_RUN_DELIVERIES.most,
    ),
  ),
  since: optional(
    integer("only those received since, epoch milliseconds", 0, Number.MAX_SAFE_INTEGER),
  ),
  prompts: optional(yesOrNo("true tells how the prompts differ")),
} as const;

/** A test event. */
export const SEND_TEST = {
  body_base64: optional(base64("the body's bytes; this or payload")),
  payload: optional(field("the body as JSON; this or body_base64", "JSON", () => z.unknown())),
  headers: optional(anyObject("further headers: names to texts")),
} as const;

/** A sender that is to hand its secret over. */
export const PAIR_HOOK = {
  for_seconds: orNull(number("how long; default 600", 1, LONGEST_PAIRING_SECONDS)),
} as const;
