// What a handler of the admin API gets and gives back.

import type { AdminRefusal } from "./answer.ts";
import type { Caller } from "./guard/caller.ts";
import type { QueryValues } from "../core/wire/field.ts";
import type { ADMIN_ROUTES, RouteName } from "./routes/routes.ts";

/** One call of a route; its query is checked already. */
export interface Call<Name extends RouteName> {
  readonly request: Request;
  readonly caller: Caller;
  /** The `:id` of the path, as it was sent; empty where the path has none. */
  readonly id: string;
  readonly query: QueryValues<(typeof ADMIN_ROUTES)[Name]["query"]>;
}

/** Answers the calls of one route. */
export type Handler<Name extends RouteName> = (
  call: Call<Name>,
) => Response | AdminRefusal | Promise<Response | AdminRefusal>;

/** Handlers by the names of their routes. */
export type Handlers<Names extends RouteName> = { readonly [Name in Names]: Handler<Name> };
