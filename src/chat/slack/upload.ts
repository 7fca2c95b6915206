// Files of a message: announced, sent, and put into the chat, which are three calls on Slack.

import type { ChannelResult, Posting } from "../../core/ports/channel-port.ts";
import { toError } from "../../core/records/errors.ts";
import type { Attachment } from "../wire/attachments.ts";
import { boundedFetch } from "../wire/bounded-fetch.ts";
import { networkWords } from "../wire/call.ts";
import { refOfFile } from "./refs.ts";
import { askSlack } from "./slack-api.ts";
import { callDeps, type SlackDeps } from "./slack-deps.ts";

type Failed = Extract<ChannelResult, { ok: false }>;

/** What Slack takes of a file. */
export const MOST_BYTES = 50_000_000;

/** Puts a file into the chat, in the thread of its message. */
export async function upload(
  deps: SlackDeps,
  {
    posting,
    file,
    thread,
  }: {
    readonly posting: Posting;
    readonly file: Extract<Attachment, { kind: "file" }>;
    readonly thread: string | null;
  },
): Promise<Failed | { readonly ok: true; readonly ref: string }> {
  const { signal, message } = posting;
  const { content } = file;
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
  { url, content, signal }: { url: string; content: Buffer<ArrayBuffer>; signal: AbortSignal },
): Promise<Failed | null> {
  try {
    const fetchBounded = boundedFetch(clock, signal);
    const response = await fetchBounded(url, { method: "POST", body: content, redirect: "error" });
    return response.ok ? null : later(`a file was refused: ${response.status}`);
  } catch (thrown) {
    return later(networkWords(toError(thrown)));
  }
}

function later(error: string): Failed {
  return { ok: false, error, final: false };
}
