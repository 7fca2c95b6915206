// One message that says how far something is: posted once, silent, and changed in its place. Best effort.

import type { Channel, ChannelMessage } from "../../core/ports/channel-port.ts";
import type { Place } from "../../core/records/conversation.ts";
import { toError } from "../../core/records/errors.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { Clock, Timer } from "../../system/clock.ts";

/** A message of progress. */
export interface ProgressMessage {
  /** Shows a state, soon; of several that come close together the last one. */
  show(text: string): void;
  /** Shows the last state where any was shown; settles when nothing more is sent. */
  end(text: string): Promise<void>;
}

interface MessageDeps {
  readonly clock: Pick<Clock, "setTimer" | "monotonic">;
  readonly log: Log;
  /** It stands there now: told so that a later start can end it. */
  readonly onPosted: (refs: readonly string[]) => void;
}

const GIVE_UP_MS = 30_000;

/** Makes one that is not shown yet. */
export function createProgressMessage(
  deps: MessageDeps,
  channel: Channel,
  { key, place }: { readonly key: string; readonly place: Place },
): ProgressMessage {
  const refs: string[] = [];
  let wanted: string | null = null;
  let shown: string | null = null;
  let shownAt = Number.NEGATIVE_INFINITY;
  let working: Promise<void> = Promise.resolve();
  let timer: Timer | null = null;

  function show(text: string): void {
    wanted = text;
    const wait = shownAt + channel.abilities.editEveryMs - deps.clock.monotonic();
    timer?.clear();
    timer = deps.clock.setTimer(send, Math.max(0, wait), { unref: true });
  }

  function send(): void {
    timer = null;
    working = working.then(sendNow).catch(logFault);
  }

  function logFault(thrown: unknown): void {
    deps.log.warn("progress was not shown", { error: toError(thrown).message });
  }

  async function sendNow(): Promise<void> {
    const text = wanted;
    if (text === null || text === shown) return;
    shown = text;
    shownAt = deps.clock.monotonic();
    if (refs.length > 0) await changeProgress(deps, channel, { key, place, refs, text });
    else if (await post(text)) deps.onPosted(refs);
  }

  async function post(text: string): Promise<boolean> {
    const message = progressText({ key, place }, text);
    await bestEffort(deps, (signal) =>
      channel.send({ message, refs: [], signal, onPart: (ref) => void refs.push(ref) }),
    );
    return refs.length > 0;
  }

  return {
    show,
    async end(text) {
      timer?.clear();
      await working;
      if (refs.length === 0) return;
      wanted = text;
      await sendNow();
    },
  };
}

/** Changes one that stands there. */
export async function changeProgress(
  deps: Pick<MessageDeps, "clock" | "log">,
  channel: Channel,
  {
    refs,
    text,
    ...at
  }: {
    readonly key: string;
    readonly place: Place;
    readonly refs: readonly string[];
    readonly text: string;
  },
): Promise<void> {
  const message = progressText(at, text);
  await bestEffort(deps, (signal) =>
    channel.edit({ message, refs: [...refs], signal, onPart: () => {} }),
  );
}

function progressText(
  { key, place }: { readonly key: string; readonly place: Place },
  text: string,
): ChannelMessage {
  return { key, place, text, card: null, files: [], silent: true, replyTo: null };
}

async function bestEffort(
  { clock, log }: Pick<MessageDeps, "clock" | "log">,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const stopper = new AbortController();
  const timer = clock.setTimer(() => stopper.abort(), GIVE_UP_MS, { unref: true });
  try {
    await work(stopper.signal);
  } catch (thrown) {
    log.warn("progress was not shown", { error: toError(thrown).message });
  } finally {
    timer.clear();
  }
}
