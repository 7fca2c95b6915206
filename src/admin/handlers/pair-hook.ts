// A POST's JSON in; the hook awaits its sender's secret; until when comes out.

import { refusal, type AdminRefusal } from "../answer.ts";
import { readJsonObject } from "../body.ts";
import type { AdminDeps } from "../deps.ts";
import { ADMIN_ROUTES } from "../routes/routes.ts";

/** A window that is open. `until`: epoch milliseconds. */
export interface OpenWindow {
  readonly ok: true;
  readonly until: number;
}

const MAX_BYTES = 1024;
const DEFAULT_SECONDS = 600;
const LONGEST_SECONDS = 3600;

/**
 * Opens the pairing window of a hook.
 * @throws WakehookError `not_found`, `refused`.
 */
export async function pairHook(
  deps: Pick<AdminDeps, "clock" | "log" | "openPairing">,
  hookId: string,
  request: Request,
): Promise<OpenWindow | AdminRefusal> {
  const fields = Object.keys(ADMIN_ROUTES.pairHook.body);
  const read = await readJsonObject(deps.clock, request, { fields, maxBytes: MAX_BYTES });
  if (!read.ok) return read;
  const seconds = read.value["for_seconds"] ?? DEFAULT_SECONDS;
  if (typeof seconds !== "number" || !(seconds >= 1 && seconds <= LONGEST_SECONDS))
    return refusal("usage", `for_seconds is not a number from 1 to ${LONGEST_SECONDS}`);
  const until = deps.openPairing(hookId, seconds * 1000);
  deps.log.info("a hook awaits its sender's secret", { hook: hookId, seconds });
  return { ok: true, until };
}
