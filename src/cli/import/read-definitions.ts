// In: a file of definitions, or standard input. Out: what it holds, as values. Bounded: it may be any file.

import { createReadStream } from "node:fs";
import { WakehookError } from "../../core/records/errors.ts";
import { parsePayload } from "../../core/events/payload.ts";
import type { CommandContext } from "../command.ts";
import { unreadable } from "../verify/read-body.ts";
import { parseToml } from "./toml.ts";

/** Larger files hold no definitions. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_TOML_BYTES = 1024 * 1024;
const MARK = 0xfeff;

/**
 * Reads a file. One of TOML may be JSON of the same content.
 * @throws WakehookError `usage` where it cannot be read, `settings_invalid` where it holds something else.
 */
export async function readDefinitions(
  { stdin }: Pick<CommandContext, "stdin">,
  file: string,
  format: "json" | "toml",
): Promise<unknown> {
  const bytes = await readBounded(stdin, file);
  const text = new TextDecoder().decode(bytes).trimStart();
  if (format === "toml" && !text.startsWith("{")) return readToml(file, bytes);
  const parsed = parsePayload(["object", "array"], "application/json", withoutMark(bytes));
  if (parsed.ok) return parsed.payload;
  throw new WakehookError("settings_invalid", `${file} is not JSON: ${parsed.reason}`);
}

function readToml(file: string, bytes: Uint8Array): unknown {
  if (bytes.byteLength > MOST_TOML_BYTES) throw tooLarge(file, MOST_TOML_BYTES);
  try {
    return parseToml(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    const words = error instanceof WakehookError ? error.message : "it is not UTF-8";
    throw new WakehookError("settings_invalid", `${file} is not TOML: ${words}`, { cause: error });
  }
}

/** Some editors put it at the beginning. */
function withoutMark(bytes: Uint8Array): Uint8Array {
  const first = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, 3));
  return first.charCodeAt(0) === MARK ? bytes.subarray(3) : bytes;
}

async function readBounded(stdin: NodeJS.ReadableStream, file: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stream = file === "-" ? stdin : createReadStream(file, { end: MOST_BYTES });
  try {
    for await (const chunk of stream) {
      const piece = Buffer.from(chunk);
      size += piece.byteLength;
      if (size > MOST_BYTES) break;
      chunks.push(piece);
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  if (size > MOST_BYTES) throw tooLarge(file, MOST_BYTES);
  return Buffer.concat(chunks);
}

function tooLarge(file: string, limit: number): WakehookError {
  return new WakehookError("settings_invalid", `${file} is larger than ${limit} bytes`, {
    hint: "name the file that holds the definitions",
  });
}
