// In: how the way in from outside does. Out: lines for a person.

import { printableLine } from "../terminal/printable.ts";
import { fields } from "../terminal/columns.ts";
import { span } from "../terminal/when.ts";
import type { WireExpose } from "./read-expose.ts";

const WORDS = {
  off: "off",
  starting: "starting",
  up: "up",
  down: "down, it is tried again by itself",
  refused: "needs you first",
} as const satisfies Record<WireExpose["state"], string>;
const BASE_URL = {
  written: "kept as webhooks.public_base_url",
  kept: "webhooks.public_base_url is another one: you wrote it, so it stays (config set it to null to take this one)",
  not_written: "could not be written into config.json: see the log",
} as const;

/** The status in lines. */
export function exposeLines(status: WireExpose, now: number): string[] {
  const { program, state, url, version, detail, hint, since, base_url } = status;
  if (program === null) return ["nothing is exposed: wakehook expose --help"];
  return fields([
    ["program", version === null ? program : `${program} ${printableLine(version)}`],
    ["state", `${WORDS[state]} (for ${span(now - since)})`],
    ["address", url === null ? null : printableLine(url, 300)],
    ["", base_url === null || url === null ? null : BASE_URL[base_url]],
    ["reason", detail === null ? null : printableLine(detail, 500)],
    ["do", hint === null ? null : printableLine(hint, 500)],
    ["next try", nextTry(status, now)],
  ]);
}

function nextTry({ next_try_at }: WireExpose, now: number): string | null {
  return next_try_at === null ? null : `in ${span(Math.max(0, next_try_at - now))}`;
}
