// A thread on Slack begins with a message: its name.

import type { Place } from "../../core/records/conversation.ts";
import { partsOf } from "./compose.ts";
import { askSlack } from "./slack-api.ts";
import { callDeps, type SlackDeps } from "./slack-deps.ts";
import { escapeMarkdown } from "../../core/text/escape-markdown.ts";

/** Begins a thread, and gives its id; null: the chat itself is used. */
export async function openThread(
  deps: SlackDeps,
  { place, name, signal }: { place: Place; name: string; signal: AbortSignal },
): Promise<string | null> {
  const [root] = partsOf({
    text: `**${escapeMarkdown(name)}**`,
    card: null,
    key: `thread:${name}`,
  }).parts;
  const answer = await askSlack(callDeps(deps), {
    method: "chat.postMessage",
    args: {
      channel: place.chat,
      text: root?.text,
      blocks: root?.blocks,
      unfurl_links: false,
      unfurl_media: false,
    },
    signal,
  });
  const ts = answer.ok ? answer.body["ts"] : null;
  return typeof ts === "string" ? ts : null;
}
