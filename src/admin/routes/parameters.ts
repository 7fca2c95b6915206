// Parameters that several routes take, in the same words.

import { whole } from "./query.ts";

/** What a parameter takes that names a delivery. */
export const DELIVERY_ID = "a whole delivery id, as dlv_ and 26 characters";
/** What a parameter takes that names a run. */
export const RUN_ID = "a whole run id, as run_ and 26 characters";
/** What a parameter takes that names a hook. */
export const HOOK_ID = "a hook's id: 1 to 64 of a-z, 0-9 and -";
/** How long a page may be. */
export const limit = whole("how many at most; default 50", 1, 1000);
