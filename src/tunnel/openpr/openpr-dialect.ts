// The dialect of an OpenPR control plane: where it is dialled, and what its ends mean.

import type { LoadedTunnel } from "../../core/settings/tunnel.ts";
import type { DialectDeps } from "../dialect-deps.ts";
import type { Dialect } from "../dialect.ts";
import { beginOpenprTalk } from "./openpr-talk.ts";

/** A task's event; GitHub's largest are no larger. */
const LARGEST_MESSAGE_BYTES = 4_194_304;

/** Creates the dialect of one tunnel of kind openpr. */
export function createOpenprDialect(deps: DialectDeps, { tunnel }: LoadedTunnel): Dialect {
  if (tunnel.kind !== "openpr") throw new Error(`the tunnel ${tunnel.name} is not to OpenPR`);
  return {
    notNow() {
      const { hooks, unread } = deps.settings();
      if (hooks.has(tunnel.hook)) return null;
      if (unread !== undefined)
        return "webhooks.json cannot be read, so tasks have no hook: wakehook hook check";
      return `there is no hook "${tunnel.hook}" for its tasks: wakehook hook add`;
    },
    dial: async () => ({
      url: tunnel.url,
      headers: {
        authorization: `Bearer ${tunnel.authToken}`,
        "user-agent": `wakehook/${deps.version}`,
      },
      protocols: [],
      largestMessage: LARGEST_MESSAGE_BYTES,
    }),
    begin: (line) => beginOpenprTalk({ ...deps, tunnel }, line),
    judgeEnd(end) {
      if (end.kind !== "refused" || (end.status !== 401 && end.status !== 403)) return null;
      return {
        detail: `the control plane does not take the auth_token (${end.status})`,
        retry: "slowly",
      };
    },
  };
}
