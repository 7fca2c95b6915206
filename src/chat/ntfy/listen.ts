// In: a stream of what is published in the reply topic: buttons that were tapped, words that were typed. Out: each told
// once the disk has it; where the stream breaks, it goes on behind the last one.

import type { TargetOf } from "../../core/settings/target.ts";
import type { ChannelDeps } from "../channels/channel-deps.ts";
import type { HealthNote } from "../wire/health-note.ts";
import { readLines } from "../wire/read-lines.ts";
import { listenAgain } from "../wire/listen-again.ts";
import type { Kept } from "../wire/reconnecting.ts";
import { base, headersOf } from "./publish.ts";

/** What listening needs. */
export interface ListenDeps extends ChannelDeps {
  readonly target: TargetOf<"ntfy">;
  readonly health: HealthNote;
}

/** The server says every 45 seconds that it is there. */
const SILENCE_MS = 120_000;
const DECISION = /^[a-z_]{2,20}:[A-Za-z0-9_-]{22}$/;
/** Nobody has a name here: whoever knows the reply topic is the owner. */
const SENDER = { id: "reply-topic", name: "you" };

/** Listens until it is stopped. */
export function listen(deps: ListenDeps): Kept {
  return listenAgain(deps, "the reply topic cannot be read: ", (signal, well) =>
    readReplies(deps, signal, well),
  );
}

async function readReplies(deps: ListenDeps, signal: AbortSignal, well: () => void): Promise<void> {
  const { target, clock, health, inbound } = deps;
  const silent = new AbortController();
  const since = inbound.recall("since");
  const query = since === null ? "" : `?since=${encodeURIComponent(since)}`;
  const response = await fetch(`${base(target)}/${target.replyTopic ?? ""}/json${query}`, {
    headers: headersOf(target),
    redirect: "manual",
    signal: AbortSignal.any([signal, silent.signal]),
  });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`it answered ${response.status}`);
  }
  health.become("up");
  well();
  const watch = { clock, silenceMs: SILENCE_MS, giveUp: () => silent.abort() };
  for await (const line of readLines(response.body, watch)) {
    const said = readLine(line);
    // By the server's own time: what comes before a break is not to be lost for want of a place to go on from.
    if (said?.kind === "open" && since === null) inbound.remember("since", said.since);
    if (said?.kind !== "reply") continue;
    await tell(deps, said);
    inbound.remember("since", said.id);
  }
}

interface Reply {
  readonly kind: "reply";
  readonly id: string;
  readonly text: string;
}

/** What opens the stream, or was published; null for what only keeps it open. */
function readLine(line: string): Reply | { readonly kind: "open"; readonly since: string } | null {
  try {
    const { event, id, message, time } = JSON.parse(line) as Record<string, unknown>;
    if (event === "open" && typeof time === "number") return { kind: "open", since: String(time) };
    if (event !== "message" || typeof id !== "string" || typeof message !== "string") return null;
    return { kind: "reply", id, text: message };
  } catch {
    return null;
  }
}

async function tell({ inbound, target }: ListenDeps, { id, text }: Reply): Promise<void> {
  const about = { id, sender: SENDER, place: { chat: target.topic, thread: null } };
  if (DECISION.test(text)) await inbound.decision({ ...about, data: text });
  else await inbound.text({ ...about, isDirect: true, text, replyTo: null, ref: null });
}
