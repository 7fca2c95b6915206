import { WakehookError } from "../../core/records/errors.ts";
import { nearestName } from "../../core/text/nearest.ts";
import type { Source } from "../../core/events/source.ts";
import { findSource, sourceNames } from "../../sources/table.ts";

/** The preset of a typed name. @throws WakehookError `not_found`, with the nearest one. */
export function neededSource(name: string): Source {
  const source = findSource(name);
  if (source !== undefined) return source;
  const nearest = nearestName(name, sourceNames());
  throw new WakehookError("not_found", `there is no source "${name}"`, {
    hint:
      nearest === undefined ? `there are: ${sourceNames().join(", ")}` : `did you mean ${nearest}?`,
  });
}
