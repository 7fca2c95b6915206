// What stands in an event: a text, its place, what it answers.

import type { ChannelMessage } from "../../core/ports/channel-port.ts";
import type { Place } from "../../core/records/conversation.ts";
import { composeParts, type Part } from "./compose-parts.ts";

/** The content of an event. */
export type Content = Readonly<Record<string, unknown>>;

/** A text. */
export function contentOf(
  { body, html }: Part,
  { silent }: Pick<ChannelMessage, "silent">,
): Content {
  return {
    // No phone rings for a notice.
    msgtype: silent ? "m.notice" : "m.text",
    body,
    format: "org.matrix.custom.html",
    formatted_body: html,
    // Nobody is called, whatever stands in the text.
    "m.mentions": {},
  };
}

/** A text in the place of another. */
export function changed(content: Content, ref: string): Content {
  return {
    ...content,
    body: `* ${String(content["body"])}`,
    "m.new_content": content,
    "m.relates_to": { rel_type: "m.replace", event_id: ref },
  };
}

/** The thread that an event stands in, and what it answers. */
export function relationOf({ thread }: Place, replyTo: string | null): Content {
  const inReply = (ref: string) => ({ "m.in_reply_to": { event_id: ref } });
  if (thread === null) return replyTo === null ? {} : { "m.relates_to": inReply(replyTo) };
  const inThread = { rel_type: "m.thread", event_id: thread, is_falling_back: replyTo === null };
  return { "m.relates_to": { ...inThread, ...inReply(replyTo ?? thread) } };
}

/** Words of ours that answer an event, without a sound. */
export function noticeContent(words: string, place: Place, replyTo: string): Content {
  const { parts } = composeParts({ text: words, card: null });
  const [part = { body: words, html: "" }] = parts;
  return { ...contentOf(part, { silent: true }), ...relationOf(place, replyTo) };
}
