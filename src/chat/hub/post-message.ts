// In: a message and the chat that it is to stand in. Out: it stands there, part behind part, or why not yet. A try goes
// on behind the parts that an earlier one has posted.

import type { Channel, ChannelMessage, ChannelResult } from "../../core/ports/channel-port.ts";
import type { Message, Place, Post } from "../../core/records/conversation.ts";
import { toError } from "../../core/records/errors.ts";
import type { ChatTarget } from "../../core/settings/target.ts";
import type { HubDeps } from "./hub-deps.ts";
import { homePlace } from "./people.ts";
import { forgetThread, threadOf, type ThreadDeps } from "./threads.ts";

/** What posting needs. */
export type PostDeps = ThreadDeps & Pick<HubDeps, "clock" | "store" | "mask">;

/** A chat that is connected. */
export interface Connected {
  readonly target: ChatTarget;
  readonly channel: Channel;
}

/** Posts messages; knows the parts that arrived also while the disk takes no more. */
export interface Poster {
  post(to: Connected, message: Message, signal: AbortSignal): Promise<ChannelResult>;
  /** Shows a message anew where it was posted; one that was not yet is shown as it is, later. */
  edit(to: Connected, message: Message, signal: AbortSignal): Promise<ChannelResult>;
}

type Kept = Pick<Post, "place" | "refs" | "isWhole">;

/** Creates a poster. */
export function createPoster(deps: PostDeps): Poster {
  const { store } = deps;
  /** What arrived and could not be written down: without it the next try would show it twice. */
  const unwritten = new Map<string, Kept>();

  function postOf(message: Message, { name }: ChatTarget): Kept | null {
    return unwritten.get(`${name} ${message.id}`) ?? store.post(message.id, name);
  }

  function keep({ name }: ChatTarget, { id }: Message, post: Kept): void {
    unwritten.set(`${name} ${id}`, post);
    store.addPost({ messageId: id, target: name, ...post }, deps.clock.now());
    unwritten.delete(`${name} ${id}`);
  }

  async function post(
    to: Connected,
    message: Message,
    signal: AbortSignal,
  ): Promise<ChannelResult> {
    const { target } = to;
    const before = postOf(message, target);
    if (before?.isWhole === true) {
      keep(target, message, before);
      return { ok: true };
    }
    const place = before?.place ?? (await placeOf(deps, to, message));
    if (place === null) return NOBODY;
    const refs = before?.refs ?? [];
    const result = await postAt(to, message, { place, refs, signal });
    if (result.ok || result.threadGone !== true || place.thread === null || refs.length > 0)
      return result;
    forgetThread(deps, { target, chat: place.chat }, message);
    const anew = (await placeOf(deps, to, message)) ?? place;
    // Words that stand in a thread which is gone are answered in the chat itself.
    const next = anew.thread === place.thread ? { ...place, thread: null } : anew;
    return postAt(to, message, { place: next, refs, signal });
  }

  async function postAt(
    to: Connected,
    message: Message,
    { place, signal, ...before }: Pick<Kept, "place" | "refs"> & { readonly signal: AbortSignal },
  ): Promise<ChannelResult> {
    const { target } = to;
    const refs = [...before.refs];
    const result = await to.channel.send({
      message: shown(deps, target, { message, place }),
      refs: [...refs],
      signal,
      onPart(ref) {
        refs.push(ref);
        keep(target, message, { place, refs: [...refs], isWhole: false });
      },
    });
    if (result.ok) keep(target, message, { place, refs, isWhole: true });
    return result;
  }

  async function edit(
    to: Connected,
    message: Message,
    signal: AbortSignal,
  ): Promise<ChannelResult> {
    const { target, channel } = to;
    const before = postOf(message, target);
    if (before === null || before.refs.length === 0) return { ok: true };
    const { place, refs } = before;
    const posting = { refs: [...refs], signal, onPart: () => {} };
    const now = shown(deps, target, { message, place });
    if (channel.abilities.edits) return channel.edit({ ...posting, message: now });
    const follow = followUp(now, refs.at(-1) ?? null);
    if (follow === null) return { ok: true };
    return channel.send({ ...posting, refs: [], message: follow });
  }

  return {
    post: (...call) => orFault(() => post(...call)),
    edit: (...call) => orFault(() => edit(...call)),
  };
}

const NOBODY: ChannelResult = { ok: false, error: "nobody is paired there", final: false };

async function orFault(work: () => Promise<ChannelResult>): Promise<ChannelResult> {
  try {
    return await work();
  } catch (thrown) {
    return { ok: false, error: toError(thrown).message, final: false };
  }
}

/** Where the words stand that it answers; else where the owner is, in a thread where there are such. */
async function placeOf(deps: PostDeps, to: Connected, message: Message): Promise<Place | null> {
  const asked = askedPost(deps.store, to.target, message);
  if (asked !== null) return asked.place;
  const home = homePlace(deps.store, to.target.name);
  return home === null ? null : threadOf(deps, { ...to, chat: home.chat }, message);
}

function shown(
  { store, mask }: PostDeps,
  target: ChatTarget,
  { message, place }: { readonly message: Message; readonly place: Place },
): ChannelMessage {
  const { id, text, card, files, silent } = message;
  return {
    key: id,
    place,
    text: mask(text),
    card,
    files,
    silent,
    replyTo: askedPost(store, target, message)?.refs[0] ?? null,
  };
}

/** Where the words stand on the platform that a message answers; null: it answers none that were said there. */
function askedPost(
  store: PostDeps["store"],
  { name }: ChatTarget,
  { turnId, author }: Message,
): Post | null {
  if (turnId === null || author === "owner") return null;
  const asked = store.turn(turnId)?.messageId ?? null;
  return asked === null ? null : store.post(asked, name);
}

/** Where nothing can be changed, what was decided is said below. */
function followUp(now: ChannelMessage, ref: string | null): ChannelMessage | null {
  const decided = now.card?.decided ?? null;
  if (decided === null) return null;
  return {
    ...now,
    key: `${now.key}.decided`,
    text: decided,
    card: null,
    files: [],
    silent: true,
    replyTo: ref,
  };
}
