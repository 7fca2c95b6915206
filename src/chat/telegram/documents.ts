// In: a message with files. Out: each as Telegram takes it, or the words that stand in its place.

import { InputFile } from "node-telegram-bot-api";
import type { ChannelMessage } from "../../core/ports/channel-port.ts";
import { attachmentsOf } from "../wire/attachments.ts";

/** A file that is to be sent. `words`: it cannot be, and why. */
export type Document =
  | { readonly kind: "file"; readonly file: InputFile }
  | { readonly kind: "words"; readonly words: string };

/** Reads a document when it is its turn. */
export type ReadDocument = () => Promise<Document>;

/** What bots may upload. */
const MOST_BYTES = 50_000_000;

/** The documents of a message; the text itself is one where its parts do not hold it and no file does. */
export async function documentsOf(
  home: string,
  message: Pick<ChannelMessage, "text" | "files">,
  isWhole: boolean,
): Promise<ReadDocument[]> {
  const found = await attachmentsOf({ home, mostBytes: MOST_BYTES }, message, isWhole);
  return found.map((read) => async () => {
    const attachment = await read();
    if (attachment.kind === "words") return attachment;
    const { name, content } = attachment;
    return { kind: "file", file: new InputFile(content, { filename: name }) };
  });
}
