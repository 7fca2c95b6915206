// What is sent to hold work back, and to let more of it through.

import * as z from "zod";
import { PAUSE_KINDS } from "../../admission/pause.ts";
import { parseDuration } from "../../settings/duration.ts";
import { integer, number, orNull, words } from "../body-fields.ts";
import { field, namesOf, oneOf, optional } from "../field.ts";

const MOST = 1_000_000;

/** More for today. */
export const RAISE_BUDGET = {
  runs: orNull(integer("how many runs more", 0, MOST)),
  usd: orNull(number("how many dollars more", 0, MOST)),
} as const;

/** A pause of the owner. */
export const PAUSE = {
  kind: oneOf("what is paused", ["all", "hook", "provider"]),
  name: optional(words("the hook's id or the provider's name; not for all")),
  for_seconds: orNull(
    field("how long; absent: until it is ended", "a number above 0, of ten years at most", () =>
      z
        .number()
        .positive()
        .refine((seconds) => parseDuration(seconds) !== null),
    ),
  ),
} as const;

/** The end of a pause. */
export const END_PAUSE = {
  kind: oneOf("what is paused", namesOf(PAUSE_KINDS)),
  name: words("as the list of pauses has it"),
} as const;
