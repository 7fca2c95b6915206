// Files of a message: announced, sent, and put into the chat, which are three calls on Slack.

import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ChannelMessage, ChannelResult, Posting } from "../../core/channel-port.ts";
import { toError } from "../../core/errors.ts";
import { networkWords } from "../wire/call.ts";
import { boundedFetch } from "../wire/bounded-fetch.ts";
import { refOfFile } from "./refs.ts";
import { askSlack } from "./slack-api.ts";
import { callDeps, type SlackDeps } from "./slack-deps.ts";

/** A file: it lies on the disk, or is the text of the message itself. */
export interface Attachment {
  readonly name: string;
  readonly read: (home: string) => Promise<Uint8Array>;
}

type Failed = Extract<ChannelResult, { ok: false }>;

/** The files of a message; its whole text is one where its parts are not all of it and no file has it. */
export function attachments(
  { files, text }: Pick<ChannelMessage, "files" | "text">,
  isWhole: boolean,
): Attachment[] {
  const own = files.map(({ name, path: file }) => ({
    name,
    read: (home: string) => readFile(path.join(home, file)),
  }));
  if (isWhole || own.length > 0) return own;
  return [{ name: "message.md", read: () => Promise.resolve(Buffer.from(text)) }];
}

/** Puts a file below the message. One that is not there any more is left out. */
export async function upload(
  deps: SlackDeps,
  { posting, file, thread }: { posting: Posting; file: Attachment; thread: string | null },
): Promise<Failed | { readonly ok: true; readonly ref: string }> {
  const { signal, message } = posting;
  const content = await file.read(deps.home).catch(() => null);
  if (content === null || content.byteLength === 0) return { ok: true, ref: refOfFile("none") };
  const announced = await askSlack(callDeps(deps), {
    method: "files.getUploadURLExternal",
    args: { filename: file.name, length: content.byteLength },
    signal,
  });
  if (!announced.ok) return announced.result;
  const { upload_url: url, file_id: id } = announced.body as Record<string, string>;
  if (url === undefined || id === undefined) return later("Slack gave no place for a file");
  const failed = await sendContent(deps, { url, content, signal });
  if (failed !== null) return failed;
  const done = await askSlack(callDeps(deps), {
    method: "files.completeUploadExternal",
    args: {
      files: [{ id, title: file.name }],
      channel_id: message.place.chat,
      ...(thread === null ? {} : { thread_ts: thread }),
    },
    signal,
  });
  return done.ok ? { ok: true, ref: refOfFile(id) } : done.result;
}

async function sendContent(
  { clock }: SlackDeps,
  { url, content, signal }: { url: string; content: Uint8Array; signal: AbortSignal },
): Promise<Failed | null> {
  try {
    const fetchBounded = boundedFetch(clock, signal);
    const body = Buffer.from(content);
    const response = await fetchBounded(url, { method: "POST", body, redirect: "error" });
    return response.ok ? null : later(`a file was refused: ${response.status}`);
  } catch (thrown) {
    return later(networkWords(toError(thrown)));
  }
}

function later(error: string): Failed {
  return { ok: false, error, final: false };
}
