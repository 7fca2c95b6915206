import { CONFIG_FIELDS } from "../../core/settings/config.ts";
import { WakehookError } from "../../core/records/errors.ts";
import { nearestName } from "../../core/text/nearest.ts";
import { schemaAt, fieldNamesAt } from "../../core/settings/schema-fields.ts";

/** The error for a path that is no setting of config.json; names the nearest. */
export function unknownSetting(path: string, keys: readonly string[]): WakehookError {
  const known = keys.findIndex(
    (_, at) => schemaAt(CONFIG_FIELDS, keys.slice(0, at + 1)) === undefined,
  );
  if (known === -1) return new WakehookError("not_found", `${path} is not set and has no default`);
  const above = keys.slice(0, known);
  const names = fieldNamesAt(CONFIG_FIELDS, above);
  const nearest = nearestName(keys[known] ?? "", names);
  const hint =
    nearest !== undefined
      ? `did you mean ${[...above, nearest].join(".")}?`
      : `there are: ${names.join(", ") || "no further settings below"}`;
  return new WakehookError("not_found", `there is no setting ${path}`, { hint });
}
