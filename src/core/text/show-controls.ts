// Text from outside goes in; text in which a terminal or a chat acts on no character comes out.

// Everything a terminal could act on: C0 but tab and newline, DEL, C1, and what turns the reading direction.
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const UNSAFE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Makes control characters visible; newlines and tabs stay. */
export function showControls(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(UNSAFE, visible);
}

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}
