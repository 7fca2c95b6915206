// Text from outside goes in, text that a terminal cannot take for commands comes out.

import { showControls } from "../../core/text/show-controls.ts";

/** Makes control characters visible; newlines and tabs stay. */
export function printable(text: string): string {
  return showControls(text);
}

/** The same on one line, cut to a number of characters. */
export function printableLine(text: string, limit = 200): string {
  const line = printable(text).replaceAll(/[\n\t]+/g, " ");
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
