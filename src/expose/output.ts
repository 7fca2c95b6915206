// In: the two files that a running program writes its output to. Out: each whole line, once. The files stay small,
// however long it runs: it writes by appending, so what was read can be cut off beneath it.

import { open } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { stripVTControlCharacters } from "node:util";
import type { Clock, Timer } from "../system/clock.ts";

/** From this size on what was read is cut off. */
const CUT_BYTES = 1_048_576;
const PIECE_BYTES = 65_536;
/** One that has been silent for so many looks is looked at less often: it runs for weeks. */
const QUIET_LOOKS = 40;
const QUIET_FACTOR = 4;
/** A longer line is read in parts. */
const LONGEST_LINE = 16_384;

interface Followed {
  readonly file: string;
  readonly decoder: StringDecoder;
  offset: number;
  rest: string;
}

/** Reads on until it is stopped. */
export interface OutputReader {
  /** Reads what is left, then no more. */
  stop(): Promise<void>;
}

/** Begins to read. A line that `onLine` cannot take ends nothing. */
export function followOutput(
  { clock, everyMs }: { readonly clock: Clock; readonly everyMs: number },
  files: readonly string[],
  onLine: (line: string) => void,
): OutputReader {
  const followed = files.map((file): Followed => ({
    file,
    decoder: new StringDecoder("utf8"),
    offset: 0,
    rest: "",
  }));
  let stopped = false;
  let timer: Timer | null = null;
  let silentLooks = 0;
  let looking: Promise<void> = look();

  async function look(): Promise<void> {
    silentLooks += 1;
    for (const one of followed)
      for (const line of await newLines(one)) {
        silentLooks = 0;
        onLine(line);
      }
    const pauseMs = silentLooks < QUIET_LOOKS ? everyMs : everyMs * QUIET_FACTOR;
    if (!stopped) timer = clock.setTimer(lookAgain, pauseMs, { unref: true });
  }

  function lookAgain(): void {
    looking = look();
  }

  return {
    async stop() {
      stopped = true;
      timer?.clear();
      await looking;
      await look();
    },
  };
}

async function newLines(one: Followed): Promise<string[]> {
  const lines: string[] = [];
  try {
    await using handle = await open(one.file, "r+");
    const piece = Buffer.alloc(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, one.offset);
      if (bytesRead === 0) break;
      one.offset += bytesRead;
      lines.push(...takeLines(one, one.decoder.write(piece.subarray(0, bytesRead))));
    }
    if (one.offset >= CUT_BYTES) {
      await handle.truncate(0);
      one.offset = 0;
    }
  } catch {
    // Not there yet, or no descriptor is left: the next look finds it.
  }
  return lines;
}

function takeLines(one: Followed, text: string): string[] {
  const lines = (one.rest + text).split("\n");
  const rest = lines.pop() ?? "";
  const isLong = rest.length > LONGEST_LINE;
  one.rest = isLong ? "" : rest;
  const whole = isLong ? [...lines, rest] : lines;
  return whole.map((line) => stripVTControlCharacters(line).replace(/\r$/, ""));
}
