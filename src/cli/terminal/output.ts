// Data goes to standard output, words about it to standard error. Colours only where a terminal reads.

import { styleText } from "node:util";
import type { Environment } from "../../system/environment.ts";

/** Styles that the commands use. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** A stream that may be a terminal. */
export interface OutputStream {
  write(text: string | Uint8Array): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Where a command's words go. */
export interface Output {
  /** `--json` was given: standard output carries JSON and nothing else. */
  readonly json: boolean;
  /** Standard output is a terminal. */
  readonly terminal: boolean;
  /** The result: as JSON with --json, else as lines. */
  result(value: unknown, lines: () => readonly string[]): void;
  /** Lines of data; without --json only. */
  lines(lines: readonly string[]): void;
  /** One JSON document on one line; for streams of results. */
  record(value: unknown): void;
  /** Bytes as they are. */
  raw(bytes: Uint8Array | string): void;
  /** Words about what was done or is wrong, on standard error. */
  notice(text: string): void;
  /** Styles text for standard output; plain where no terminal reads. */
  style(style: Style, text: string): string;
}

/** Builds the output of one call. */
export function createOutput(deps: {
  stdout: OutputStream;
  stderr: OutputStream;
  environment: Environment;
  json: boolean;
}): Output {
  const { stdout, stderr, environment, json } = deps;
  const colored = !json && wantsColor(stdout, environment);
  const lines = (list: readonly string[]): void => {
    if (list.length > 0) stdout.write(`${list.join("\n")}\n`);
  };
  return {
    json,
    terminal: stdout.isTTY === true,
    lines,
    result: (value, toLines) =>
      json ? void stdout.write(`${JSON.stringify(value, null, 2)}\n`) : lines(toLines()),
    record: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
    raw: (bytes) => void stdout.write(bytes),
    notice: (text) => void stderr.write(`${text}\n`),
    style: (style, text) => (colored ? styleText(style, text, { validateStream: false }) : text),
  };
}

/** https://no-color.org: any value but the empty one switches colours off. */
function wantsColor(stream: OutputStream, environment: Environment): boolean {
  const off = environment["NO_COLOR"];
  if (off !== undefined && off !== "") return false;
  return stream.isTTY === true && environment["TERM"] !== "dumb";
}
