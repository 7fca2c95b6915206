// The end of the outbox in a chat. In: an entry. Out: a message that stands in the chat, or why not yet. For the local
// chat the message itself is all there is to do.

import type { ChannelResult } from "../../core/ports/channel-port.ts";
import { readChatOrder } from "../../core/records/chat-order.ts";
import type { Message } from "../../core/records/conversation.ts";
import type { OutboxEntry } from "../../core/records/outbox-entry.ts";
import type { ChatTarget } from "../../core/settings/target.ts";
import { createDigests, type Gathered } from "./digest.ts";
import type { Faults } from "./faults.ts";
import type { FindChannel, HubDeps } from "./hub-deps.ts";
import { homePlace } from "./people.ts";
import { createPoster, type PostDeps } from "./post-message.ts";
import { sayReport, type SayReportDeps } from "./say-report.ts";
import { findChat, switchOf } from "./targets.ts";

/** What came of a try, for the outbox. */
export type PostResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly error: string;
      readonly final: boolean;
      readonly retryAfterMs?: number | undefined;
    };

/** Takes entries of the outbox for one chat. */
export type ChatSink = (entry: OutboxEntry, signal: AbortSignal) => Promise<PostResult>;

/** How the outbox is to treat a chat. */
export interface ChatSinkRules {
  readonly title: string;
  readonly isHeldBack: boolean;
  readonly ordered: true;
  readonly atOnce: 1;
  readonly mostTries: number;
  readonly delayMs: (triesBefore: number, randomness: { fraction(): number }) => number;
  readonly stopAfterMs: null;
}

/** The sinks of all chats, by the names that stand in the outbox. */
export interface ChatSinks {
  /** null: no chat of this name. */
  sinkOf(name: string): ChatSink | null;
  rulesOf(name: string): ChatSinkRules | null;
}

/** What the sinks need. */
export type SinkDeps = SayReportDeps &
  PostDeps &
  Pick<HubDeps, "settings"> & { readonly channel: FindChannel; readonly faults: Faults };

const PREFIX = "target:";
const FIRST_DELAY_MS = 2000;
const LONGEST_DELAY_MS = 60_000;
/** A chat that its owner must mend is tried this often, milliseconds. */
const BROKEN_RETRY_MS = 600_000;

/** Creates the sinks. */
export function createChatSinks(deps: SinkDeps): ChatSinks {
  const poster = createPoster(deps);
  const digests = createDigests(deps);

  async function take(
    target: ChatTarget,
    entry: OutboxEntry,
    signal: AbortSignal,
  ): Promise<PostResult> {
    if (digests.isTold(entry)) return { ok: true };
    const together = target.kind === "local" ? null : digests.gather(entry);
    if (together !== null) return tellTogether(target, together, signal);
    const order = readChatOrder(entry.payload);
    const message =
      order.kind === "report"
        ? await sayReport(deps, target, { entry, report: order.report })
        : deps.store.message(order.id);
    if (message === null) return { ok: false, error: "its message is gone", final: true };
    if (target.kind === "local") return { ok: true };
    return reach(target, message, { isEdit: order.kind === "edit", signal });
  }

  async function tellTogether(
    target: ChatTarget,
    together: readonly Gathered[],
    signal: AbortSignal,
  ): Promise<PostResult> {
    for (const one of together) await sayReport(deps, target, one);
    const message = digests.say(target, together);
    if (message === null) return { ok: false, error: "its message is gone", final: true };
    const result = await reach(target, message, { isEdit: false, signal });
    if (result.ok) digests.posted(together);
    return result;
  }

  async function reach(
    target: ChatTarget,
    message: Message,
    { isEdit, signal }: { readonly isEdit: boolean; readonly signal: AbortSignal },
  ): Promise<PostResult> {
    const off = switchOf(target, deps.settings());
    if (off !== null) return { ok: false, error: off, final: true };
    const channel = deps.channel(target.name);
    if (channel === null) return { ok: false, error: "it is not connected yet", final: false };
    const to = { target, channel };
    const came = await (isEdit
      ? poster.edit(to, message, signal)
      : poster.post(to, message, signal));
    // A platform, or what stands before it, may say what it was asked: the token too.
    const result = came.ok ? came : { ...came, error: deps.mask(came.error) };
    if (!signal.aborted) deps.faults.note(target, result);
    return toPostResult(result);
  }

  return {
    sinkOf(name) {
      const target = chatOf(deps, name)?.target;
      return target === undefined ? null : (entry, signal) => take(target, entry, signal);
    },
    rulesOf(name) {
      const loaded = chatOf(deps, name);
      if (loaded === undefined) return null;
      const { target, problem } = loaded;
      const isOff = switchOf(target, deps.settings()) !== null;
      const isAlone = target.kind !== "local" && homePlace(deps.store, target.name) === null;
      return {
        title: target.name,
        // Whoever is paired, or mends a secret, finds what came meanwhile; a switch that is off is the owner's word.
        isHeldBack: !isOff && (isAlone || problem !== null),
        ordered: true,
        atOnce: 1,
        mostTries: Number.MAX_SAFE_INTEGER,
        delayMs,
        stopAfterMs: null,
      };
    },
  };
}

function chatOf({ settings }: Pick<SinkDeps, "settings">, name: string) {
  return name.startsWith(PREFIX) ? findChat(settings(), name.slice(PREFIX.length)) : undefined;
}

/** Doubled each time, capped low: a phone that is reachable again is not to wait. */
function delayMs(triesBefore: number, randomness: { fraction(): number }): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(triesBefore, 20));
  return Math.round(full / 2 + randomness.fraction() * (full / 2));
}

function toPostResult(result: ChannelResult): PostResult {
  if (result.ok) return result;
  const { error, final, retryAfterMs, broken } = result;
  // What is broken is mended by its owner: nothing is given up meanwhile.
  if (broken === true) return { ok: false, error, final: false, retryAfterMs: BROKEN_RETRY_MS };
  return { ok: false, error, final, retryAfterMs };
}
