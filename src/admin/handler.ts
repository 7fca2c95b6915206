// What a handler of the admin API gets and gives back.

import type { AdminRefusal, Answered } from "./answer.ts";
import type { Caller } from "./guard/caller.ts";
import type { BodyValues, Fields, QueryValues } from "../core/wire/field.ts";
import type { AnswerOf } from "./openapi/answers.ts";
import type { ADMIN_ROUTES, RouteName } from "./routes/routes.ts";

type Route<Name extends RouteName> = (typeof ADMIN_ROUTES)[Name];

/** One call of a route; its query and its body are checked already. */
export interface Call<Name extends RouteName> {
  readonly request: Request;
  readonly caller: Caller;
  /** The `:id` of the path, as it was sent; empty where the path has none. */
  readonly id: string;
  readonly query: QueryValues<Route<Name>["query"]>;
  readonly body: Route<Name> extends { readonly body: infer Body extends Fields }
    ? BodyValues<Body>
    : object;
}

/** Answers the calls of one route, with what its row of `openapi/answers.ts` says. */
export type Handler<Name extends RouteName> = (
  call: Call<Name>,
) => Answered<AnswerOf<Name>> | AdminRefusal | Promise<Answered<AnswerOf<Name>> | AdminRefusal>;

/** Handlers by the names of their routes. */
export type Handlers<Names extends RouteName> = { readonly [Name in Names]: Handler<Name> };
