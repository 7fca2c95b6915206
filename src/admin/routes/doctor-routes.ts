// The route about what keeps wakehook from working, as data.

import { flag } from "../../core/wire/query-fields.ts";
import type { AdminRoute } from "./route.ts";

/** Look, or tell what was found last. */
export const DOCTOR_ROUTES = {
  doctor: {
    method: "GET",
    path: "/api/v1/doctor",
    scope: "daemon:read",
    meaning:
      "what `wakehook doctor` finds, looked at now; who asks again within seconds gets the same, and looks never run side by side",
    query: {
      last: flag("1 looks at nothing and tells what was found last; findings is null before"),
    },
  },
} as const satisfies Record<string, AdminRoute>;
