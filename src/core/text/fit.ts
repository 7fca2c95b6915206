// In: pieces of a text, own words and values. Out: one text that is never longer than its limit.

/** A piece of a rendered text: the owner's or wakehook's own words, or a value from outside. */
export interface Piece {
  readonly kind: "own" | "value";
  readonly text: string;
}

/**
 * Joins pieces within a limit of UTF-8 bytes. Own words stay whole; values share what is left, the
 * short ones whole and the long ones cut to the same length, each with a note. Only where the own
 * words alone pass the limit is the end of the whole cut off.
 */
export function fitPieces(pieces: readonly Piece[], limitBytes: number): string {
  const uncut = pieces.map(({ text }) => text).join("");
  if (fitsSurely(uncut, limitBytes)) return uncut;
  const ownBytes = sum(pieces.filter(({ kind }) => kind === "own").map(({ text }) => bytes(text)));
  const sizes = pieces.filter(({ kind }) => kind === "value").map(({ text }) => bytes(text));
  const share = largestShare(sizes, limitBytes - ownBytes);
  const whole = pieces
    .map(({ kind, text }) => (kind === "own" ? text : cutText(text, share)))
    .join("");
  return cutText(whole, limitBytes);
}

/**
 * Cuts a text to a number of UTF-8 bytes and says so at its end; never inside a character. A limit
 * shorter than the note leaves the note alone.
 */
export function cutText(text: string, limitBytes: number): string {
  if (fitsSurely(text, limitBytes)) return text;
  const encoded = Buffer.from(text, "utf8");
  if (encoded.length <= limitBytes) return text;
  const note = (kept: number): string =>
    ` […cut by wakehook: ${encoded.length - kept} of ${encoded.length} bytes left out]`;
  let end = Math.max(0, Math.floor(limitBytes) - bytes(note(0)));
  while (end > 0 && isContinuation(encoded[end])) end -= 1;
  // A trailing @ is left out too: with the note behind it, it would look like a path.
  while (end > 0 && encoded[end - 1] === AT_SIGN) end -= 1;
  return encoded.toString("utf8", 0, end) + note(end);
}

const AT_SIGN = 0x40;

/** No character takes more than three bytes per UTF-16 unit: most texts need no count. */
function fitsSurely(text: string, limitBytes: number): boolean {
  return text.length * 3 <= limitBytes;
}

/** The largest length up to which every value may go, so that all of them fit in the budget. */
function largestShare(sizes: readonly number[], budget: number): number {
  let left = budget;
  const ascending = sizes.toSorted((a, b) => a - b);
  for (const [index, size] of ascending.entries()) {
    const share = left / (ascending.length - index);
    if (size > share) return Math.max(0, Math.floor(share));
    left -= size;
  }
  return Number.POSITIVE_INFINITY;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}

function bytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
