// In: a file of a message. Out: the homeserver keeps it, and the content of the event that shows it.

import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ChannelMessage } from "../../core/ports/channel-port.ts";
import { toError } from "../../core/records/errors.ts";
import { printable } from "../text/printable.ts";
import { textOf, type AskMatrix, type Refusal } from "./matrix-api.ts";

/** What files need. */
export interface FileDeps {
  readonly ask: AskMatrix;
  readonly home: string;
}

/** A file: on disk, or the text of a message that is too long for its parts. */
export type OutgoingFile =
  | { readonly name: string; readonly path: string }
  | { readonly name: string; readonly text: string };

type Made =
  | { readonly ok: true; readonly content: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly refusal: Refusal };

const UPLOAD_MS = 120_000;

/** The files of a message; a text that does not fit is one, where the message brings none. */
export function filesOf(
  { files, text }: ChannelMessage,
  isWhole: boolean,
): readonly OutgoingFile[] {
  return isWhole || files.length > 0 ? files : [{ name: "message.md", text }];
}

/** Uploads a file. What cannot be uploaded is said in its place: the message goes on. */
export async function fileContent(
  deps: FileDeps,
  file: OutgoingFile,
  signal: AbortSignal,
): Promise<Made> {
  const name = printable(file.name);
  const bytes = await bytesOf(deps, file);
  if (typeof bytes === "string") return said(`[the file ${name} could not be read: ${bytes}]`);
  const answer = await deps.ask({
    method: "POST",
    path: `media/v3/upload?filename=${encodeURIComponent(name)}`,
    body: bytes,
    timeoutMs: UPLOAD_MS,
    signal,
  });
  if (!answer.ok && (answer.refusal.final || answer.code === "M_FORBIDDEN"))
    return said(`[the homeserver does not take the file ${name}: it is in wakehook]`);
  if (!answer.ok) return { ok: false, refusal: answer.refusal };
  const url = textOf(answer.body, "content_uri");
  if (url === null) return said(`[the homeserver keeps no file ${name}: it is in wakehook]`);
  const info = { size: bytes.byteLength, mimetype: "application/octet-stream" };
  const content = { msgtype: "m.file", body: name, filename: name, url, info, "m.mentions": {} };
  return { ok: true, content };
}

/** The bytes, or why there are none: its time may be over. */
async function bytesOf({ home }: FileDeps, file: OutgoingFile): Promise<Uint8Array | string> {
  if ("text" in file) return Buffer.from(file.text);
  try {
    return await readFile(path.join(home, file.path));
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code ?? toError(thrown).message;
  }
}

function said(words: string): Made {
  return { ok: true, content: { msgtype: "m.notice", body: words, "m.mentions": {} } };
}
