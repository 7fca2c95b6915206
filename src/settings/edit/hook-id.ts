import { WakehookError } from "../../core/records/errors.ts";
import { isHookId, type HookId } from "../../core/records/ids.ts";
import { nearestName } from "../../core/text/nearest.ts";

/** A typed hook id. @throws WakehookError `usage` where it cannot be one. */
export function hookIdOf(typed: string): HookId {
  if (isHookId(typed)) return typed;
  throw new WakehookError("usage", `"${typed}" cannot be the id of a hook`, {
    hint: "ids are 1 to 64 of a-z, 0-9 and -",
  });
}

/** The error for an id that no hook has; names the nearest one. */
export function noSuchHook(typed: string, known: readonly string[]): WakehookError {
  const nearest = nearestName(typed, known);
  return new WakehookError("not_found", `there is no hook "${typed}"`, {
    hint: nearest === undefined ? "see: wakehook hook list" : `did you mean ${nearest}?`,
  });
}
