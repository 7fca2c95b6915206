// Where a text may be cut.

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** Characters behind a cut that are looked at for the end of a grapheme: what is longer is no character. */
const LONGEST_GRAPHEME = 64;

/**
 * How much of a text goes into the next piece, in UTF-16 units, at least one whole character. `fits` tells whether
 * a piece of a length does, and says no to a longer piece where it says no to one, but for a few characters. The cut is behind the last
 * `separator`, where one lies in its second half, else behind the last whole character.
 */
export function cutAt(
  text: string,
  fits: (length: number) => boolean,
  separator: " " | "\n",
): number {
  if (fits(text.length)) return text.length;
  let [good, bad] = [0, text.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (fits(middle)) good = middle;
    else bad = middle;
  }
  const pattern = separator === "\n" ? /\n(?!.*\n)/s : /\s(?!.*\s)/s;
  const found = pattern.exec(text.slice(Math.floor(good / 2), good));
  const end = found === null ? good : Math.floor(good / 2) + found.index + 1;
  if (found !== null && fits(end)) return end;
  // What must be escaped depends on what stands behind it: a shorter piece may measure a little more.
  for (let length = good; ; length -= 1) {
    const whole = wholeCharacters(text, length);
    if (length <= 1 || fits(whole)) return whole;
  }
}

/** The end of the last whole character before or at a length; the end of the first where none fits. */
function wholeCharacters(text: string, length: number): number {
  const from = Math.max(0, length - LONGEST_GRAPHEME);
  // What a character is depends on what stands before it: the window may begin within one.
  const start = from === 0 ? 0 : backToStart(text, from);
  const window = text.slice(start, length + LONGEST_GRAPHEME);
  let end = start;
  for (const { index, segment } of SEGMENTER.segment(window)) {
    const next = start + index + segment.length;
    if (next > length) break;
    end = next;
  }
  if (end > 0) return end;
  const [first] = SEGMENTER.segment(text.slice(0, LONGEST_GRAPHEME));
  const one = first?.segment.length ?? 1;
  return one <= length || length === 0 ? one : codePointEnd(text, length);
}

function backToStart(text: string, from: number): number {
  const code = text.charCodeAt(from);
  return code >= 0xdc00 && code <= 0xdfff ? from - 1 : from;
}

/** A character longer than a whole piece is cut between its code points. */
function codePointEnd(text: string, length: number): number {
  const code = text.charCodeAt(length - 1);
  return code >= 0xd800 && code <= 0xdbff && length > 1 ? length - 1 : length;
}
