// What is sent to make a token.

import * as z from "zod";
import { TOKEN_NAME } from "../../ports/api-tokens-port.ts";
import { scopeNames } from "../admin-scopes.ts";
import { number } from "../body-fields.ts";
import { field, optional } from "../field.ts";

/** Ten years: beyond it is a mistake. */
const LONGEST_SECONDS = 315_360_000;

/** A new token. */
export const CREATE_TOKEN = {
  name: field(
    "what you call it",
    "1 to 64 letters, digits, dots, - and _; the first is a letter or a digit",
    () => z.string().regex(TOKEN_NAME),
  ),
  scopes: field("what it may do", `a list: ${scopeNames().join(", ")}`, () =>
    z.array(z.enum(scopeNames())).min(1),
  ),
  expires_in: optional(
    number("seconds until it ends; absent: when it is revoked", 1, LONGEST_SECONDS),
  ),
} as const;
