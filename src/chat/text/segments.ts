// A long text in pieces that can be read one by one: code between fences, and runs of lines between blank lines. A
// reader of Markdown needs a time that grows faster than its text where that is made to be slow; pieces bound it.

/** One piece. `plain`: nothing in it is read as Markdown. */
export type Segment =
  | { readonly kind: "code"; readonly language: string | null; readonly text: string }
  | { readonly kind: "markdown" | "plain"; readonly text: string };

/** Characters that are read as Markdown at a time. */
const MOST_AT_ONCE = 2000;
/** Quotes and lists within each other; more is no text that anybody wrote. */
const NESTED = /^(?:[ \t]{0,12}(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])){9}/m;
const FENCE = /^ {0,3}(?<mark>`{3,}|~{3,})(?<info>[^`]*)$/;

/** The pieces of a text, in order; nothing of it is left out but blank lines and the fences themselves. */
export function* segmentsOf(text: string): Generator<Segment> {
  let open: { mark: string; language: string | null } | null = null;
  let lines: string[] = [];
  for (const line of text.replaceAll(/\r\n?/g, "\n").split("\n")) {
    const { mark, info } = FENCE.exec(line)?.groups ?? {};
    if (open !== null && isClosing(open.mark, mark, info)) {
      yield { kind: "code", language: open.language, text: lines.join("\n") };
      [open, lines] = [null, []];
    } else if (open === null && mark !== undefined) {
      yield* runsOf(lines);
      [open, lines] = [{ mark, language: languageOf(info) }, []];
    } else lines.push(line);
  }
  if (open === null) yield* runsOf(lines);
  else yield { kind: "code", language: open.language, text: lines.join("\n") };
}

function isClosing(opened: string, mark: string | undefined, info: string | undefined): boolean {
  return mark !== undefined && info?.trim() === "" && mark.startsWith(opened);
}

function languageOf(info: string | undefined): string | null {
  return /^[\w+#.-]{1,40}/.exec(info?.trim() ?? "")?.[0] ?? null;
}

/** Runs of lines that end at blank ones; what is longer than can be read at once is parted at its lines. */
function* runsOf(lines: readonly string[]): Generator<Segment> {
  let run: string[] = [];
  let size = 0;
  for (const line of lines) {
    if (size > 0 && (line.trim() === "" || size + line.length > MOST_AT_ONCE)) {
      // A blank line before what is indented belongs to its list.
      if (line.trim() === "" && size < MOST_AT_ONCE / 2) run.push(line);
      else {
        yield segment(run);
        [run, size] = [line.trim() === "" ? [] : [line], line.length];
      }
    } else {
      run.push(line);
      size += line.length + 1;
    }
  }
  if (run.some((line) => line.trim() !== "")) yield segment(run);
}

function segment(run: readonly string[]): Segment {
  const text = run.join("\n");
  const isPlain = text.length > MOST_AT_ONCE || NESTED.test(text);
  return { kind: isPlain ? "plain" : "markdown", text };
}
