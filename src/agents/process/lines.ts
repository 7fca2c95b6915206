// Cuts bytes that come in pieces into lines, with a bound on what a line may hold.

/** Takes pieces, gives whole lines. A line over the bound is left out: no record is that long. */
export interface LineSplitter {
  feed(piece: Uint8Array): string[];
  /** What stands after the last line break. */
  rest(): string;
}

/** Longest line that is read, bytes. */
const LONGEST_LINE_BYTES = 16_777_216;
const LINE_BREAK = 10;

/** Makes a splitter for one stream. */
export function createLineSplitter(longestBytes: number = LONGEST_LINE_BYTES): LineSplitter {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const keep = (part: Uint8Array): void => {
    bytes += part.length;
    if (bytes <= longestBytes) parts.push(part);
    else parts = [];
  };
  const take = (): string => {
    const line = bytes <= longestBytes ? Buffer.concat(parts).toString("utf8") : "";
    parts = [];
    bytes = 0;
    return line;
  };
  return {
    feed(piece) {
      const lines: string[] = [];
      let start = 0;
      for (
        let at = piece.indexOf(LINE_BREAK);
        at >= 0;
        start = at + 1, at = piece.indexOf(LINE_BREAK, start)
      ) {
        keep(piece.subarray(start, at));
        lines.push(take());
      }
      // A copy: the caller may use its buffer again.
      if (start < piece.length) keep(Uint8Array.from(piece.subarray(start)));
      return lines;
    },
    rest: take,
  };
}
