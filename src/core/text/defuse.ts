// In: text from outside. Out: the same for a reader, with nothing in it that a program or a model acts on.

/** The word in the markers around outside text: `<outside-1a2b...>`. */
export const MARKER_WORD = "outside";

/** Put behind every `@`: some agent programs read the file of `@path` before any permission applies. */
const WORD_JOINER = "\u2060";

/** Stands in the place of what looked like a marker. */
const DEFUSED = "[defused marker]";

/** Blocks whose characters decompose to Latin letters: accents, letterlike, circled, full-width, mathematical. */
const LATIN_BLOCKS = [
  [0xc0, 0x24f],
  [0x1d2c, 0x1d6a],
  [0x1e00, 0x1eff],
  [0x2070, 0x218f],
  [0x2460, 0x24ff],
  [0xff21, 0xff5a],
  [0x1d400, 0x1d7ff],
] as const;

/** Letters and digits of other scripts that are drawn like the marker's letters (Unicode confusables). */
const LOOKALIKES: Readonly<Record<string, string>> = {
  o: "0οσоօס๐໐ᴏဝ〇ⲟΟОՕⲞᎾ",
  u: "υսцᴜʋꞟՍ",
  t: "τтᴛΤТᎢⲧⲦ7",
  s: "ѕꜱƽʂЅՏᏚ5$",
  i: "іιıɩɪӏІΙӀᎥⅼ1l|!¡",
  d: "ԁɖɗᴅժᎠⅾđ",
  e: "еєҽεᴇℯ℮ЕΕᎬⲉ3",
};

/** Characters that a reader does not see, or sees as a gap. */
const GAP = String.raw`[\s\p{C}\p{M}\p{DI}\u2800]`;
const GAP_OR_SLASH = String.raw`[\s\p{C}\p{M}\p{DI}\u2800/\\／⁄∕⧸]`;
/** What opens a tag, its lookalikes, and its spellings in HTML, JSON and URLs. */
const OPENING = String.raw`(?:[<＜﹤‹«〈〈⟨《⟪❮❰❬˂ᐸ≺≪⋖⧼⦑ᑉ]|&(?:lt|LT|#0*60|#[xX]0*3[cC]);?|\\u003[cC]|%3[cC])`;
const DASH = String.raw`[-_\p{Pd}−⁃]`;
const LATIN_VARIANTS = latinVariants();
const WORD = Array.from(MARKER_WORD, lettersLike).join(`${GAP}*`);

/**
 * A marker from outside: the word behind an opening bracket, or the word with an id behind it. Every
 * part is told apart from the next by its first character, so that the search stays linear.
 */
const MARKER_LIKE = new RegExp(
  `${OPENING}${GAP_OR_SLASH}*${WORD}|${WORD}${GAP}*${DASH}(?:${GAP}*[0-9a-fA-F]){8}[0-9a-fA-F]*`,
  "gu",
);

/**
 * Makes text from outside harmless for a prompt, visibly and without losing its sense:
 * what looks like a marker (in any case, with lookalike letters or invisible ones between) is replaced,
 * the markers' id too; an `@` no longer starts a path; a lone surrogate, which UTF-8 cannot hold, is
 * written as JSON writes it. Everything else, NUL included, stays as it came. Never throws.
 */
export function defuse(text: string, markerId: string): string {
  return wellFormed(text)
    .replaceAll(markerId, DEFUSED)
    .replace(MARKER_LIKE, DEFUSED)
    .replaceAll("@", `@${WORD_JOINER}`);
}

/** Makes text from outside call nobody in a chat: `@everyone`, `<!channel>` and their like. */
export function withoutMentions(text: string): string {
  return text.replaceAll(/@|<(?=!)/g, (character) => character + WORD_JOINER);
}

/** Writes lone surrogates as JSON does, `\ud83d`, so that the text survives UTF-8. */
export function wellFormed(text: string): string {
  if (text.isWellFormed()) return text;
  // With the flag u, a surrogate of a pair is no character of its own.
  return text.replace(
    /[\ud800-\udfff]/gu,
    (surrogate) => String.raw`\u` + surrogate.charCodeAt(0).toString(16),
  );
}

function lettersLike(letter: string): string {
  const lookalikes = Array.from(LOOKALIKES[letter] ?? "");
  const like = [letter, letter.toUpperCase(), ...lookalikes, ...(LATIN_VARIANTS.get(letter) ?? [])];
  const codes = like.map((character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return `[${codes.join("")}]`;
}

/** Plain letter -> the characters that decompose to it. */
function latinVariants(): Map<string, string[]> {
  const variants = new Map<string, string[]>();
  for (const [first, last] of LATIN_BLOCKS) {
    for (let code = first; code <= last; code += 1) {
      const character = String.fromCodePoint(code);
      const plain = character.normalize("NFKD").charAt(0).toLowerCase();
      if (MARKER_WORD.includes(plain))
        variants.set(plain, [...(variants.get(plain) ?? []), character]);
    }
  }
  return variants;
}
