// A route: an entry of webhooks.json whose URL serves several hooks. It has no mode and no secret of its own.

import * as z from "zod";
import { HOOK_FIELDS } from "./hook.ts";
import { HOOK_ID_PATTERN, type HookId } from "../records/ids.ts";
import { snakeObject } from "./snake-object.ts";

/** Hooks that one URL may serve; every request to it is verified as often. */
const MOST_HOOKS = 20;

const hookIds = z
  .array(
    z
      .string()
      .regex(HOOK_ID_PATTERN, "must be the id of a hook")
      .transform((id) => id as HookId),
  )
  .min(1)
  .max(MOST_HOOKS);

const MEANING = {
  description:
    "the ids of hooks that this URL serves, each by its own secret; an entry with it has no mode",
};

/** The fields of a route as written on disk. */
export const ROUTE_FIELDS = {
  id: HOOK_FIELDS.id,
  title: HOOK_FIELDS.title,
  description: HOOK_FIELDS.description,
  enabled: HOOK_FIELDS.enabled,
  route: hookIds.meta(MEANING),
  created_at: HOOK_FIELDS.created_at,
} as const;

/** All that an entry of webhooks.json may have: a hook's fields, or a route's. */
export const ENTRY_FIELDS = { ...HOOK_FIELDS, route: hookIds.optional().meta(MEANING) } as const;

/** One route, as checked and with its defaults. */
export const Route = snakeObject(ROUTE_FIELDS);
/** One route, as checked and with its defaults. */
export type Route = z.output<typeof Route>;
