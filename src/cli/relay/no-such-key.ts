import { WakehookError } from "../../core/records/errors.ts";

/** The error for who names a daemon that has no key. */
export function noSuchKey(name: string): WakehookError {
  return new WakehookError(
    "not_found",
    `no daemon ${JSON.stringify(name.slice(0, 80))} has a key`,
    {
      hint: "see: wakehook relay key list",
    },
  );
}
