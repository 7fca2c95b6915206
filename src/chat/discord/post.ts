// In: a message. Out: it stands in the Discord chat, in parts that Discord takes, with its buttons and files. Each part
// has a number of its own: Discord shows what is sent again only once.

import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ChannelMessage, ChannelResult, Posting } from "../../core/channel-port.ts";
import { nonceOf, partsOf, type DiscordPart } from "./compose.ts";
import { askDiscord, record, type DiscordAnswer, type DiscordDeps } from "./discord-api.ts";

/** What posting needs. */
export interface PostDeps extends DiscordDeps {
  readonly home: string;
}

interface Attachment {
  readonly name: string;
  readonly content: Uint8Array;
}

const FILE = "file:";
/** Nobody is called, whatever a text says. */
const NOBODY = { allowed_mentions: { parse: [], replied_user: false } };
const NO_PREVIEWS = 4;
const NO_RING = 4096;
const TOO_LARGE = 413;
const NO_FILE = "(gone)";
const GONE = { content: "(see above)", components: [] };

/** Posts the parts that are missing yet. */
export async function post(deps: PostDeps, posting: Posting): Promise<ChannelResult> {
  const { message, refs, onPart } = posting;
  const { parts, isWhole } = partsOf(message);
  for (const [at, part] of parts.entries()) {
    if (at < refs.length) continue;
    const answer = await postPart(deps, posting, { part, at });
    if (!answer.ok) return answer.result;
    onPart(String(record(answer.body)["id"]));
  }
  for (const [at, file] of (await attachments(deps, message, isWhole)).entries()) {
    if (parts.length + at < refs.length) continue;
    const answer = await postFile(deps, posting, { file, at: parts.length + at });
    // One that is too large stands in wakehook.
    if (!answer.ok && answer.status !== TOO_LARGE) return answer.result;
    onPart(`${FILE}${answer.ok ? String(record(answer.body)["id"]) : ""}`);
  }
  return { ok: true };
}

/** Shows a message as it is now, in the place of its parts. */
export async function repost(
  deps: PostDeps,
  { message, refs, signal }: Posting,
): Promise<ChannelResult> {
  const { parts } = partsOf(message);
  const shown = refs.filter((ref) => !ref.startsWith(FILE));
  for (const [at, ref] of shown.entries()) {
    // What has become longer ends in the last part that stands there: the card is in it.
    const isLast = at === shown.length - 1;
    const part = isLast && parts.length > shown.length ? parts.at(-1) : parts[at];
    const answer = await askDiscord(deps, {
      method: "PATCH",
      path: `${messagesOf(message)}/${ref}`,
      body: { ...(part ?? GONE), ...NOBODY, flags: NO_PREVIEWS },
      signal,
    });
    if (!answer.ok) return answer.result;
  }
  return { ok: true };
}

function postPart(
  deps: PostDeps,
  { message, signal }: Posting,
  { part, at }: { readonly part: DiscordPart; readonly at: number },
): Promise<DiscordAnswer> {
  const { replyTo, key, silent } = message;
  // Words that were removed meanwhile are not answered to, but answered.
  const reference = { message_id: replyTo, fail_if_not_exists: false };
  return askDiscord(deps, {
    method: "POST",
    path: messagesOf(message),
    body: {
      ...part,
      ...NOBODY,
      nonce: nonceOf(key, at),
      enforce_nonce: true,
      flags: NO_PREVIEWS + (silent ? NO_RING : 0),
      ...(at === 0 && replyTo !== null ? { message_reference: reference } : {}),
    },
    signal,
  });
}

function postFile(
  deps: PostDeps,
  { message, signal }: Posting,
  { file, at }: { readonly file: Attachment; readonly at: number },
): Promise<DiscordAnswer> {
  const body = new FormData();
  const told = {
    ...NOBODY,
    nonce: nonceOf(message.key, at),
    enforce_nonce: true,
    flags: NO_RING,
    attachments: [{ id: 0, filename: file.name }],
  };
  body.append("payload_json", JSON.stringify(told));
  body.append("files[0]", new Blob([Buffer.from(file.content)]), file.name);
  return askDiscord(deps, { method: "POST", path: messagesOf(message), body, signal });
}

/** The files of a message; its whole text is one where its parts are not all of it and no file has it. */
async function attachments(
  { home }: PostDeps,
  { files, text }: ChannelMessage,
  isWhole: boolean,
): Promise<Attachment[]> {
  const found: Attachment[] = [];
  for (const { name, path: file } of files) {
    // One that is not there any more is sent as an empty one: the numbers of the others stay.
    const content = await readFile(path.join(home, file)).catch(() => Buffer.from(NO_FILE));
    found.push({ name, content });
  }
  if (isWhole || found.length > 0) return found;
  return [{ name: "message.md", content: Buffer.from(text) }];
}

function messagesOf({ place }: ChannelMessage): string {
  return `/channels/${encodeURIComponent(place.chat)}/messages`;
}
