// Refusals of strangers in; some of them in the log: nobody can flood it.

import type { RequestInfo } from "../../http/request-info.ts";
import type { AdminRefusal } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";

/** They are logged at most this often; what came in between is counted. */
const LOG_EVERY_MS = 10_000;

/** Builds what logs them. */
export function createRefusalLog({ clock, log }: Pick<AdminDeps, "clock" | "log">) {
  let quietUntil = Number.NEGATIVE_INFINITY;
  let unlogged = 0;

  return ({ code }: AdminRefusal, { method, url }: Request, { remoteAddress }: RequestInfo) => {
    if (clock.monotonic() < quietUntil) {
      unlogged += 1;
      return;
    }
    quietUntil = clock.monotonic() + LOG_EVERY_MS;
    const path = new URL(url).pathname.slice(0, 200);
    log.warn("a request to the admin API was refused", {
      code,
      method,
      path,
      remoteAddress,
      unlogged,
    });
    unlogged = 0;
  };
}
