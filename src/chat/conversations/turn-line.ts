// Turns that wait and go on. In: a turn that is on record, and how its work is made. Out: its end, when its time has
// come. Nothing goes on before the line is opened, and nothing of the owner's after it was closed.

import { toError } from "../../core/records/errors.ts";
import type { Conversation, Turn } from "../../core/records/conversation.ts";
import type { RunOutcome } from "../../core/records/run.ts";
import type { ConversationId, TurnId } from "../../core/records/ids.ts";
import type { StopCause } from "../../core/ports/mode-port.ts";
import { carryTurn } from "./carry-turn.ts";
import type { ConversationsDeps } from "./conversations-deps.ts";
import { createLanes } from "./lanes.ts";
import type { TurnWork } from "./turn-work.ts";

/** What makes the work of a turn at its time. */
export type MakeWork = (turn: Turn, conversation: Conversation) => TurnWork;

/** How a turn ended: `fault` where its end could not be written. */
export type OnEnd = (end: RunOutcome | { readonly fault: Error }) => void;

/** A turn in line. */
export interface LineEntry {
  readonly turn: Turn;
  readonly conversation: Conversation;
  readonly work: MakeWork;
  readonly onEnd: OnEnd;
  /** Ends it from outside; null: only this line does. */
  readonly signal: AbortSignal | null;
}

/** The line. */
export interface TurnLine {
  add(entry: LineEntry): void;
  /** From here on turns go on. */
  open(): void;
  /** Takes one that waits out of the line; false: it goes on, or is not known. */
  leave(id: TurnId): boolean;
  /** Ends the one that goes on in a conversation; false: none does. */
  stop(id: ConversationId): boolean;
  goingIn(id: ConversationId): TurnId | null;
  inFrontOf(turn: Turn, conversation: Conversation): TurnId | null;
  /** No turn of the owner's begins; those that go on end within the grace or are interrupted. */
  close(graceMs: number): Promise<void>;
}

const BOTH = ["owner", "hook"] as const;
const HOOKS = ["hook"] as const;

interface Going {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** Makes an empty line. */
export function createTurnLine(deps: ConversationsDeps): TurnLine {
  const lanes = createLanes();
  const entries = new Map<TurnId, Pick<LineEntry, "work" | "onEnd" | "signal">>();
  const going = new Map<TurnId, Going>();
  let state: "waiting" | "open" | "closing" = "waiting";

  function pump(): void {
    if (state === "waiting") return;
    // A hook's run that has begun may end while the daemon stops; the owner's words wait for its next start.
    const among = state === "open" ? BOTH : HOOKS;
    for (let next = lanes.next(among); next !== null; next = lanes.next(among)) {
      const controller = new AbortController();
      const ended = carryThrough(next.id, controller.signal);
      going.set(next.id, { controller, ended });
    }
  }

  async function carryThrough(id: TurnId, own: AbortSignal): Promise<void> {
    const entry = entries.get(id);
    entries.delete(id);
    const end = await carry(id, entry, own);
    going.delete(id);
    lanes.release(id);
    entry?.onEnd(end);
    pump();
  }

  /** Everything is read anew: the turn before it may have begun another session. */
  async function carry(
    id: TurnId,
    entry: Pick<LineEntry, "work" | "signal"> | undefined,
    own: AbortSignal,
  ): Promise<RunOutcome | { readonly fault: Error }> {
    try {
      const turn = deps.store.turn(id);
      const conversation = turn === null ? null : deps.store.conversation(turn.conversationId);
      if (turn === null || conversation === null || entry === undefined)
        throw new Error(`turn ${id} is not on record`);
      const work = entry.work(turn, conversation);
      const signal = entry.signal === null ? own : AbortSignal.any([own, entry.signal]);
      return await carryTurn(deps, { turn, conversation, work, signal });
    } catch (thrown) {
      const fault = toError(thrown);
      deps.log.error("a turn's end was not written", { turn: id, error: fault.message });
      return { fault };
    }
  }

  return {
    add({ turn, conversation, work, onEnd, signal }) {
      entries.set(turn.id, { work, onEnd, signal });
      lanes.add(toLaneTurn(turn, conversation));
      pump();
    },
    open() {
      state = "open";
      pump();
    },
    leave(id) {
      const isOut = lanes.leave(id);
      if (isOut) entries.delete(id);
      return isOut;
    },
    stop(id) {
      const turn = lanes.goingIn(id);
      const run = turn === null ? undefined : going.get(turn);
      run?.controller.abort("stopped" satisfies StopCause);
      return run !== undefined;
    },
    goingIn: (id) => lanes.goingIn(id),
    inFrontOf: (turn, conversation) => lanes.inFrontOf(toLaneTurn(turn, conversation)),
    async close(graceMs) {
      state = "closing";
      const runs = [...going.values()];
      const timer = deps.clock.setTimer(() => {
        for (const { controller } of runs) controller.abort("shutdown" satisfies StopCause);
      }, graceMs);
      await Promise.all(runs.map(({ ended }) => ended));
      timer.clear();
    },
  };
}

function toLaneTurn({ id, origin }: Turn, { id: conversationId, account, folder }: Conversation) {
  return { id, origin, conversationId, account, folder };
}
