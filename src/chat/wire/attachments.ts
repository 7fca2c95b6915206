// In: a message with files. Out: what is sent of each, or the words that stand in its place. Their number and order are
// the same at every try.

import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { ChannelMessage } from "../../core/ports/channel-port.ts";

/** What is sent. `words`: it cannot be, and why. */
export type Attachment =
  | { readonly kind: "file"; readonly name: string; readonly content: Buffer<ArrayBuffer> }
  | { readonly kind: "words"; readonly words: string };

/** Reads a file when it is its turn. */
export type ReadAttachment = () => Promise<Attachment>;

/** What a platform takes. */
export interface AttachmentRules {
  readonly home: string;
  readonly mostBytes: number;
}

const WHOLE_TEXT = "message.md";
const LONGEST_NAME = 100;

/** The files of a message; its whole text is one where its parts do not hold it and no file does. */
export async function attachmentsOf(
  rules: AttachmentRules,
  { text, files }: Pick<ChannelMessage, "text" | "files">,
  isWhole: boolean,
): Promise<ReadAttachment[]> {
  const own = files.map((file) => () => readAttachment(rules, file));
  if (isWhole || (await holdsText(rules, files, text))) return own;
  const whole = { kind: "file", name: WHOLE_TEXT, content: Buffer.from(text) } as const;
  return [() => Promise.resolve(whole), ...own];
}

async function readAttachment(
  { home, mostBytes }: AttachmentRules,
  { name, path: file }: ChannelMessage["files"][number],
): Promise<Attachment> {
  const shown = fileName(name);
  const where = path.join(home, file);
  const bytes = await sizeOf(where);
  if (bytes === null) return instead(shown, "is not there any more");
  if (bytes === 0) return instead(shown, "is empty");
  if (bytes > mostBytes) return instead(shown, `is too large to be sent; it lies at ${file}`);
  return { kind: "file", name: shown, content: await readFile(where) };
}

function instead(name: string, why: string): Attachment {
  return { kind: "words", words: `[the file ${name} ${why}]` };
}

async function holdsText(
  { home }: AttachmentRules,
  files: ChannelMessage["files"],
  text: string,
): Promise<boolean> {
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
  return plain === "" ? "file" : Array.from(plain).slice(0, LONGEST_NAME).join("");
}
