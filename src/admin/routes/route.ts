// What one route of the admin API is, as data.

import type { RouteScope } from "../guard/caller.ts";
import type { Fields } from "../../core/wire/field.ts";

/** One route: how it is called, what it takes, what it is for. */
export interface AdminRoute {
  readonly method: "GET" | "POST";
  /** `:id` stands for one whole id; a beginning of one is not taken. */
  readonly path: string;
  /** What its caller must have. */
  readonly scope: RouteScope;
  readonly meaning: string;
  /** true: an Idempotency-Key makes it happen once, however often it is asked for. */
  readonly once?: true;
  readonly query: Fields;
  /** What the JSON object of a POST may hold; absent where it has no fields. */
  readonly body?: Fields;
  /** How large a body may be: some fields (not said), words of a person, or a whole delivery. */
  readonly room?: "words" | "delivery";
}
