// In: a message. Out: it stands in the Discord chat, in parts that Discord takes, with its buttons and files. Each part
// has a number of its own: Discord shows what is sent again only once.

import type { ChannelMessage, ChannelResult, Posting } from "../../core/ports/channel-port.ts";
import { escapeMarkdown } from "../../core/text/escape-markdown.ts";
import { attachmentsOf, type Attachment } from "../wire/attachments.ts";
import { nonceOf, partsOf, type DiscordPart } from "./compose.ts";
import { askDiscord, record, type DiscordAnswer, type DiscordDeps } from "./discord-api.ts";

/** What posting needs. */
export interface PostDeps extends DiscordDeps {
  readonly home: string;
}

const FILE = "file:";
/** Nobody is called, whatever a text says. */
const NOBODY = { allowed_mentions: { parse: [], replied_user: false } };
const NO_PREVIEWS = 4;
const NO_RING = 4096;
/** What bots may upload to people without a subscription. */
const MOST_BYTES = 10_000_000;
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
  const rules = { home: deps.home, mostBytes: MOST_BYTES };
  for (const [index, read] of (await attachmentsOf(rules, message, isWhole)).entries()) {
    const at = parts.length + index;
    if (at < refs.length) continue;
    const answer = await postAttachment(deps, posting, { attachment: await read(), at });
    if (!answer.ok) return answer.result;
    onPart(`${FILE}${String(record(answer.body)["id"])}`);
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

function postAttachment(
  deps: PostDeps,
  posting: Posting,
  { attachment, at }: { readonly attachment: Attachment; readonly at: number },
): Promise<DiscordAnswer> {
  const { message, signal } = posting;
  if (attachment.kind === "words") {
    const [part] = partsOf({ text: escapeMarkdown(attachment.words), card: null }).parts;
    return postPart(deps, posting, { part: part ?? GONE, at });
  }
  const { name, content } = attachment;
  const body = new FormData();
  const told = {
    ...NOBODY,
    nonce: nonceOf(message.key, at),
    enforce_nonce: true,
    flags: NO_RING,
    attachments: [{ id: 0, filename: name }],
  };
  body.append("payload_json", JSON.stringify(told));
  body.append("files[0]", new Blob([content]), name);
  return askDiscord(deps, { method: "POST", path: messagesOf(message), body, signal });
}

function messagesOf({ place }: ChannelMessage): string {
  return `/channels/${encodeURIComponent(place.chat)}/messages`;
}
