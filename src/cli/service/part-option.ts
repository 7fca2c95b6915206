// Which part of wakehook a service runs.

import type { Input } from "../input.ts";
import type { ServicePart } from "./facts.ts";

/** Commands about services take it. */
export const RELAY_OPTION = [
  "--relay",
  "the service of the relay in the place of the daemon's",
] as const;

/** What was asked for. */
export function partOf(input: Input): ServicePart {
  return input.flag("relay") === true ? "relay" : "daemon";
}
