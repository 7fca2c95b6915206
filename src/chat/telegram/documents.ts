// In: a message with files. Out: each as Telegram takes it, or the words that stand in its place.

import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { InputFile } from "node-telegram-bot-api";
import type { ChannelMessage } from "../../core/channel-port.ts";

/** A file that is to be sent. `words`: it cannot be, and why. */
export type Document =
  | { readonly kind: "file"; readonly file: InputFile }
  | { readonly kind: "words"; readonly words: string };

/** Reads a document when it is its turn. */
export type ReadDocument = () => Promise<Document>;

type Files = ChannelMessage["files"];

/** What bots may upload. */
const MOST_BYTES = 50_000_000;
const WHOLE_TEXT = "message.md";

/** The documents of a message; the text itself is one where its parts do not hold it and no file does. */
export async function documentsOf(
  home: string,
  { text, files }: Pick<ChannelMessage, "text" | "files">,
  isWhole: boolean,
): Promise<ReadDocument[]> {
  const documents = files.map((file) => () => readDocument(home, file));
  if (isWhole || (await holdsText(home, files, text))) return documents;
  const whole = new InputFile(Buffer.from(text), { filename: WHOLE_TEXT });
  return [() => Promise.resolve({ kind: "file", file: whole }), ...documents];
}

async function readDocument(home: string, { name, path: file }: Files[number]): Promise<Document> {
  const filename = fileName(name);
  const bytes = await sizeOf(path.join(home, file));
  if (bytes === null) return instead(filename, "is not there any more");
  // Telegram refuses both.
  if (bytes === 0) return instead(filename, "is empty");
  if (bytes > MOST_BYTES) return instead(filename, `is too large for Telegram; it lies at ${file}`);
  const data = await readFile(path.join(home, file));
  return { kind: "file", file: new InputFile(data, { filename }) };
}

function instead(name: string, why: string): Document {
  return { kind: "words", words: `[the file ${name} ${why}]` };
}

/** In the order of the parts: whether it is told twice is decided the same way at every try. */
async function holdsText(home: string, files: Files, text: string): Promise<boolean> {
  const bytes = Buffer.from(text);
  for (const { path: file } of files) {
    const where = path.join(home, file);
    if ((await sizeOf(where)) === bytes.length && (await readFile(where)).equals(bytes))
      return true;
  }
  return false;
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch {
    return null;
  }
}

/** It stands in a header of the upload. */
function fileName(name: string): string {
  const plain = name.toWellFormed().replaceAll(/[\p{Cc}"\\/]/gu, "_");
  return plain === "" ? "file" : Array.from(plain).slice(0, 100).join("");
}
