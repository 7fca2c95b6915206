import { readFile } from "node:fs/promises";
import { toError, WakehookError } from "../../core/records/errors.ts";

/**
 * Reads a file that was named on the command line, or standard input for `-`.
 * @param option the option that named it; absent for an argument.
 * @throws WakehookError `usage`.
 */
export async function readNamedFile(
  stdin: NodeJS.ReadableStream,
  name: string,
  option?: string,
): Promise<Buffer> {
  if (name === "-") return readAll(stdin);
  try {
    return await readFile(name);
  } catch (error) {
    throw unreadable(option === undefined ? name : `${option}: ${name}`, error);
  }
}

/** The refusal of a file that cannot be read. */
export function unreadable(place: string, error: unknown): WakehookError {
  const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
  const words = isMissing ? "there is no such file" : toError(error).message;
  return new WakehookError("usage", `${place} cannot be read: ${words}`, {
    hint: "name a file, or - for standard input",
    cause: error,
  });
}

export async function readAll(stdin: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
