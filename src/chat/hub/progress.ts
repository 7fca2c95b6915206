// While the agent works on the owner's words, the chat that they came from shows it: a typing pulse, and after a while
// one silent message that is changed as the state changes. Best effort: nothing waits for it.

import type { Channel } from "../../core/ports/channel-port.ts";
import type { Place, Turn } from "../../core/records/conversation.ts";
import type { WakehookEvent } from "../../core/records/wakehook-event.ts";
import { toError } from "../../core/records/errors.ts";
import type { MessageId, TurnId } from "../../core/records/ids.ts";
import type { Timer } from "../../system/clock.ts";
import type { FindChannel, HubDeps } from "./hub-deps.ts";
import { homePlace } from "./people.ts";
import { createProgressMessage, type ProgressMessage } from "./progress-message.ts";
import { endShown, forgetShown, rememberShown } from "./shown-progress.ts";

/** Shows progress. */
export interface Progress {
  note(event: WakehookEvent): void;
  /** The channel of a target is new: what an earlier daemon showed there has come to nothing. */
  connected(target: string): void;
  close(): void;
}

type ProgressDeps = Pick<HubDeps, "clock" | "store" | "log"> & { readonly channel: FindChannel };

interface Going {
  readonly target: string;
  readonly channel: Channel;
  readonly place: Place;
  turn: Turn;
  timers: Timer[];
  message: ProgressMessage | null;
}

/** Platforms show it for five to ten seconds. */
const PULSE_MS = 4000;
/** Who waits this long wants to know what for. */
const SHOW_AFTER_MS = 10_000;

/** Creates what shows progress. */
export function createProgress(deps: ProgressDeps): Progress {
  const going = new Map<TurnId, Going>();

  function begin(id: TurnId, messageId: MessageId): void {
    const turn = deps.store.turn(id);
    if (turn === null || turn.state === "done" || going.has(id)) return;
    const target = deps.store.message(messageId)?.origin ?? "";
    const channel = deps.channel(target);
    const post = deps.store.post(messageId, target);
    const place = post?.place ?? homePlace(deps.store, target);
    if (channel === null || place === null) return;
    const one: Going = { target, channel, place, turn, timers: [], message: null };
    going.set(turn.id, one);
    pulse(one);
    if (channel.abilities.edits) later(one, () => showMessage(one), SHOW_AFTER_MS);
  }

  function pulse(one: Going): void {
    const { channel, place, turn } = one;
    if (turn.state === "running" && channel.typing !== undefined)
      channel.typing(place).catch((thrown: unknown) => {
        const { message } = toError(thrown);
        deps.log.warn("a typing pulse failed", { target: one.target, error: message });
      });
    later(one, () => pulse(one), PULSE_MS);
  }

  function showMessage(one: Going): void {
    const { target, channel, place, turn } = one;
    const key = `progress:${turn.id}`;
    const onPosted = (refs: readonly string[]): void =>
      rememberShown(deps.store, target, { key, place, refs });
    one.message = createProgressMessage({ ...deps, onPosted }, channel, { key, place });
    one.message.show(wordsOf(turn));
  }

  function change(one: Going, turn: Turn): void {
    one.turn = turn;
    if (turn.state !== "done") return one.message?.show(wordsOf(turn));
    going.delete(turn.id);
    for (const timer of one.timers) timer.clear();
    const key = `progress:${turn.id}`;
    void one.message
      ?.end(wordsOf(turn))
      .then(() => forgetShown(deps.store, one.target, key))
      .catch(logFault);
  }

  function logFault(thrown: unknown): void {
    deps.log.warn("progress was not ended", { error: toError(thrown).message });
  }

  function later(one: Going, work: () => void, delayMs: number): void {
    if (!going.has(one.turn.id)) return;
    const timer = deps.clock.setTimer(
      () => {
        one.timers = one.timers.filter((other) => other !== timer);
        work();
      },
      delayMs,
      { unref: true },
    );
    one.timers.push(timer);
  }

  return {
    note(event) {
      if (event.type !== "turn") return;
      const { turn } = event;
      const one = going.get(turn.id);
      if (one !== undefined) return change(one, turn);
      const { messageId } = turn;
      if (turn.origin !== "owner" || messageId === null || turn.state === "done") return;
      // Where the words stand on the platform is written down right behind their turn.
      queueMicrotask(() => begin(turn.id, messageId));
    },
    connected(target) {
      const channel = deps.channel(target);
      const goingOn = new Set([...going.keys()].map((id) => `progress:${id}`));
      if (channel !== null) endShown(deps, { target, channel, goingOn }).catch(logFault);
    },
    close() {
      for (const { timers } of going.values()) for (const timer of timers) timer.clear();
      going.clear();
    },
  };
}

function wordsOf(turn: Turn): string {
  if (turn.state === "queued") return "Waiting: another turn goes on. /stop ends it.";
  if (turn.state === "running") return "Working on it. /stop ends it.";
  const { status, startedAt, endedAt } = turn;
  const seconds = Math.round(((endedAt ?? 0) - (startedAt ?? endedAt ?? 0)) / 1000);
  return status === "success" ? `Answered after ${seconds} s.` : `Ended: ${status ?? ""}.`;
}
