// In: a message. Out: it stands in the Slack chat, in parts that Slack takes, with its buttons and files.

import type { ChannelResult, Posting } from "../../core/ports/channel-port.ts";
import { escapeMarkdown } from "../../core/text/escape-markdown.ts";
import { attachmentsOf, type Attachment } from "../wire/attachments.ts";
import { partsOf, type SlackPart } from "./compose.ts";
import { findPosted } from "./find-posted.ts";
import { isFileRef, refOf, refOfFile, rootOf, timeOf } from "./refs.ts";
import { askSlack, type SlackAnswer } from "./slack-api.ts";
import { callDeps, type SlackDeps } from "./slack-deps.ts";
import { isThreadGone } from "./slack-errors.ts";
import { MOST_BYTES, upload } from "./upload.ts";

/** Posts messages to one workspace. */
export interface SlackPoster {
  send(posting: Posting): Promise<ChannelResult>;
  edit(posting: Posting): Promise<ChannelResult>;
}

const MOST_IN_DOUBT = 100;
const GONE: SlackPart = { name: "", text: "(see above)", blocks: [] };

/** Creates a poster. */
export function createSlackPoster(deps: SlackDeps): SlackPoster {
  /** Parts that Slack may have taken although its answer got lost. */
  const inDoubt = new Set<string>();

  async function send(posting: Posting): Promise<ChannelResult> {
    const { message, refs, onPart } = posting;
    const { parts, isWhole } = partsOf(message);
    let thread = message.place.thread ?? rootOf(message.replyTo);
    for (const [at, part] of parts.entries()) {
      if (at < refs.length) continue;
      let answer = await sendPart(posting, { part, thread });
      if (!answer.ok && isThreadGone(answer.code)) {
        if (message.place.thread !== null) return { ...answer.result, threadGone: true };
        // The words that it answers are no more: it stands by itself.
        thread = null;
        answer = await sendPart(posting, { part, thread });
      }
      if (!answer.ok) return answer.result;
      onPart(refOf(thread, String(answer.body["ts"])));
    }
    const rules = { home: deps.home, mostBytes: MOST_BYTES };
    for (const [index, read] of (await attachmentsOf(rules, message, isWhole)).entries()) {
      const at = parts.length + index;
      if (at < refs.length) continue;
      const sent = await sendAttachment(posting, { attachment: await read(), at, thread });
      if (!sent.ok) return sent;
      onPart(sent.ref);
    }
    return { ok: true };
  }

  async function sendAttachment(
    posting: Posting,
    { attachment, at, thread }: { attachment: Attachment; at: number; thread: string | null },
  ): Promise<Awaited<ReturnType<typeof upload>>> {
    if (attachment.kind === "file") return upload(deps, { posting, file: attachment, thread });
    const key = `${posting.message.key}/${at}`;
    const text = escapeMarkdown(attachment.words);
    const [part] = partsOf({ text, card: null, key }).parts;
    const answer = await sendPart(posting, { part: part ?? GONE, thread });
    return answer.ok ? { ok: true, ref: refOfFile(String(answer.body["ts"])) } : answer.result;
  }

  async function sendPart(
    { message, signal }: Posting,
    { part, thread }: { part: SlackPart; thread: string | null },
  ): Promise<SlackAnswer> {
    const { name, text, blocks } = part;
    const channel = message.place.chat;
    if (inDoubt.has(name)) {
      // What rings stands in the chat as well.
      const where = { channel, thread: message.silent ? thread : null };
      const found = await findPosted(callDeps(deps), { ...where, name, signal });
      if (!found.ok || found.body["ts"] !== undefined) return found;
    }
    // Noted before: an answer that gets lost says nothing of what Slack has.
    note(name);
    const answer = await askSlack(callDeps(deps), {
      method: "chat.postMessage",
      signal,
      args: {
        channel,
        text,
        blocks,
        ...LITERAL,
        ...NO_PREVIEWS,
        ...(thread === null ? {} : { thread_ts: thread, reply_broadcast: !message.silent }),
      },
    });
    if (answer.ok || answer.code !== "" || answer.result.retryAfterMs !== undefined)
      inDoubt.delete(name);
    return answer;
  }

  function note(name: string): void {
    inDoubt.add(name);
    const [oldest] = inDoubt;
    if (inDoubt.size > MOST_IN_DOUBT && oldest !== undefined) inDoubt.delete(oldest);
  }

  async function edit({ message, refs, signal }: Posting): Promise<ChannelResult> {
    const { parts } = partsOf(message);
    const shown = refs.filter((ref) => !isFileRef(ref));
    for (const [at, ref] of shown.entries()) {
      // What has become longer ends in the last part that stands there: the card is in it.
      const isLast = at === shown.length - 1;
      const part = isLast && parts.length > shown.length ? parts.at(-1) : parts[at];
      const answer = await askSlack(callDeps(deps), {
        method: "chat.update",
        signal,
        args: {
          channel: message.place.chat,
          ts: timeOf(ref),
          text: (part ?? GONE).text,
          blocks: (part ?? GONE).blocks,
          ...LITERAL,
        },
      });
      if (!answer.ok) return answer.result;
    }
    return { ok: true };
  }

  return { send, edit };
}

/** Slack is to find no names and addresses in a text. */
const LITERAL = { parse: "none", link_names: false };
/** Nor to fetch what is linked. */
const NO_PREVIEWS = { mrkdwn: false, unfurl_links: false, unfurl_media: false };
