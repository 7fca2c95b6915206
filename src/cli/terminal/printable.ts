// Text from outside goes in, text that a terminal cannot take for commands comes out.

// Everything a terminal could act on: C0 but tab and newline, DEL, C1, and what turns the reading direction.
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const UNSAFE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Makes control characters visible; newlines and tabs stay. */
export function printable(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(UNSAFE, visible);
}

/** The same on one line, cut to a number of characters. */
export function printableLine(text: string, limit = 200): string {
  const line = printable(text).replaceAll(/[\n\t]+/g, " ");
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}
