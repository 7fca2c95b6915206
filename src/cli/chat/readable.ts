// Markdown in, lines as a person reads them on a terminal out: escapes of punctuation are taken away, code stays as it
// is. What a terminal could act on must have been made visible before.

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const CODE = /(`+)(?:(?!\1)[^])*?\1/g;
/** What Markdown lets a backslash stand before. */
const ESCAPE = /\\([!-/:-@[-`{-~])/g;

/** One entry per line. */
export function readableLines(text: string): string[] {
  let fence: string | null = null;
  return text.split("\n").map((line) => {
    const mark = FENCE.exec(line)?.[1] ?? null;
    const isInside = fence !== null;
    if (fence === null) fence = mark;
    else if (mark !== null && mark.startsWith(fence)) fence = null;
    return isInside || mark !== null ? line : withoutEscapes(line);
  });
}

function withoutEscapes(line: string): string {
  let from = 0;
  let made = "";
  // An escaped backtick begins no code.
  for (const code of line.replaceAll(/\\`/g, "  ").matchAll(CODE)) {
    made +=
      line.slice(from, code.index).replaceAll(ESCAPE, "$1") +
      line.slice(code.index, code.index + code[0].length);
    from = code.index + code[0].length;
  }
  return made + line.slice(from).replaceAll(ESCAPE, "$1");
}
