// In: the two output files of a run. Out: what the agent says about itself.

import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { stripVTControlCharacters } from "node:util";
import { parseRecord } from "../providers/fields.ts";
import { createLineSplitter } from "../process/lines.ts";
import type { Provider, Transcript } from "../providers/provider.ts";

/** Error records and words stand at the end; stack traces stand before them. */
const STDERR_TAIL_BYTES = 65_536;

/** What a run wrote. */
export interface RunOutput {
  readonly transcript: Transcript;
  /** The end of standard error, without colours. */
  readonly stderr: string;
}

/** Reads a run's output line by line: a transcript may be 100 MB. Lines that are no records are passed over. */
export async function readTranscript(
  provider: Provider,
  files: { readonly stdoutFile: string; readonly stderrFile: string },
): Promise<RunOutput> {
  const reader = provider.reader();
  const lines = createLineSplitter();
  const readLine = (line: string): void => {
    const record = parseRecord(line);
    if (record !== null) reader.read(record);
  };
  for await (const piece of createReadStream(files.stdoutFile))
    for (const line of lines.feed(piece as Buffer)) readLine(line);
  readLine(lines.rest());
  const stderr = withoutChatter(
    provider,
    stripVTControlCharacters(await readTail(files.stderrFile)),
  );
  return { transcript: reader.end(stderr), stderr };
}

function withoutChatter({ chatter }: Provider, text: string): string {
  if (chatter === undefined) return text;
  const lines = text.split("\n");
  return lines.filter((line) => !chatter.test(line)).join("\n");
}

async function readTail(file: string): Promise<string> {
  await using handle = await open(file, "r");
  const { size } = await handle.stat();
  const tail = Buffer.alloc(Math.min(size, STDERR_TAIL_BYTES));
  await handle.read(tail, 0, tail.length, size - tail.length);
  return tail.toString("utf8");
}
