// In: an output file of a running program. Out: the whole lines that came since the last look.

import { open } from "node:fs/promises";
import { createLineSplitter, type LineSplitter } from "./lines.ts";

/** Read at a time. */
const PIECE_BYTES = 1_048_576;

/** A file that grows. */
export interface OutputFile {
  readonly name: string;
  readonly lines: LineSplitter;
  offset: number;
}

/** A file that has not been read yet; it need not be there. */
export function outputFile(name: string): OutputFile {
  return { name, lines: createLineSplitter(), offset: 0 };
}

/** The whole lines that came since the last look. A file that cannot be read has none. */
export async function newLines(file: OutputFile): Promise<string[]> {
  const lines: string[] = [];
  try {
    await using handle = await open(file.name, "r");
    const piece = Buffer.alloc(PIECE_BYTES);
    for (let isMore = true; isMore;) {
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, file.offset);
      file.offset += bytesRead;
      lines.push(...file.lines.feed(piece.subarray(0, bytesRead)));
      isMore = bytesRead === PIECE_BYTES;
    }
  } catch {
    // Not there yet: the program has just been started.
  }
  return lines;
}
