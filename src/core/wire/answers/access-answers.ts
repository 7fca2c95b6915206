// What the routes about who may call answer.

import * as z from "zod";
import { scopeNames } from "../admin-scopes.ts";
import { done, flag, instant, instantOrNull, list, text, textOrNull } from "./shapes.ts";

const scopes = list(z.enum(scopeNames()));

/** A link into the dashboard, good once. */
export const DashboardLink = z.strictObject({ url: text, expires_at: instant });

/** Who calls. */
export const Caller = z.strictObject({
  kind: z.enum(["owner", "token", "nobody"]),
  name: textOrNull,
  scopes,
  expires_at: instantOrNull,
});

/** A named token without its text. */
export const Token = z.strictObject({
  id: text,
  name: text,
  scopes,
  created_at: instant,
  expires_at: instantOrNull,
  expired: flag,
  last_used_at: instantOrNull,
});

/** Every named token. */
export const TokenList = z.strictObject({ tokens: list(Token) });

/** A token that was made. */
export const CreatedToken = Token.extend({
  token: text.meta({ description: "its text, shown this once" }),
});

/** A token that has ended. */
export const RevokedToken = z.strictObject({ revoked: done, id: text, name: text });
