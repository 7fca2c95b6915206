// In: a message. Out: it stands in the Slack chat, in parts that Slack takes, with its buttons and files.

import type { ChannelResult, Posting } from "../../core/channel-port.ts";
import { partName, partsOf, type SlackPart } from "./compose.ts";
import { findPosted } from "./find-posted.ts";
import { isFileRef, refOf, rootOf, timeOf } from "./refs.ts";
import { askSlack, type SlackAnswer } from "./slack-api.ts";
import { callDeps, type SlackDeps } from "./slack-deps.ts";
import { isThreadGone } from "./slack-errors.ts";
import { attachments, upload } from "./upload.ts";

/** Posts messages to one workspace. */
export interface SlackPoster {
  send(posting: Posting): Promise<ChannelResult>;
  edit(posting: Posting): Promise<ChannelResult>;
}

const MOST_IN_DOUBT = 100;
const GONE = { text: "(see above)", blocks: [] };

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
      let answer = await sendPart(posting, { part, at, thread });
      if (!answer.ok && isThreadGone(answer.code)) {
        if (message.place.thread !== null) return { ...answer.result, threadGone: true };
        // The words that it answers are no more: it stands by itself.
        thread = null;
        answer = await sendPart(posting, { part, at, thread });
      }
      if (!answer.ok) return answer.result;
      onPart(refOf(thread, String(answer.body["ts"])));
    }
    for (const [at, file] of attachments(message, isWhole).entries()) {
      if (parts.length + at < refs.length) continue;
      const result = await upload(deps, { posting, file, thread });
      if (!result.ok) return result;
      onPart(result.ref);
    }
    return { ok: true };
  }

  async function sendPart(
    { message, signal }: Posting,
    { part, at, thread }: { part: SlackPart; at: number; thread: string | null },
  ): Promise<SlackAnswer> {
    const name = partName(message.key, at);
    const channel = message.place.chat;
    if (inDoubt.has(name)) {
      const found = await findPosted(callDeps(deps), { channel, thread, name, signal });
      if (!found.ok || found.body["ts"] !== undefined) return found;
    }
    // Noted before: an answer that gets lost says nothing of what Slack has.
    note(name);
    const answer = await askSlack(callDeps(deps), {
      method: "chat.postMessage",
      signal,
      args: {
        channel,
        ...part,
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
          ...(part ?? GONE),
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
