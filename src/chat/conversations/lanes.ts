// Which turn goes on next. One at a time in a conversation, with an account, and in a folder; the owner's words before
// hooks, otherwise in the order of arrival. Holds ids alone: what waits is in the ledger.

import type { ConversationId, TurnId } from "../../core/records/ids.ts";

/** A turn in line. */
export interface LaneTurn {
  readonly id: TurnId;
  readonly origin: "owner" | "hook";
  readonly conversationId: ConversationId;
  readonly account: string;
  readonly folder: string;
}

/** The lines. */
export interface Lanes {
  /** At the end of its kind. One that is in line or goes on already is not added again. */
  add(turn: LaneTurn): void;
  /** Leaves the line without having gone on; false: it was not in it. */
  leave(id: TurnId): boolean;
  /** The next of these kinds that may go on, which takes what it needs; null: none may. */
  next(among: ReadonlyArray<LaneTurn["origin"]>): LaneTurn | null;
  /** It has ended: what it needed is free. */
  release(id: TurnId): void;
  /** The turn that goes on and keeps another one waiting: of its conversation, else with its account or folder. */
  inFrontOf(turn: LaneTurn): TurnId | null;
  /** The turn that goes on in a conversation. */
  goingIn(id: ConversationId): TurnId | null;
}

/** Makes empty lines. */
export function createLanes(): Lanes {
  const waiting: Record<LaneTurn["origin"], Map<TurnId, LaneTurn>> = {
    owner: new Map(),
    hook: new Map(),
  };
  /** What a turn needs -> the turn that has it. */
  const taken = new Map<string, TurnId>();
  const going = new Map<TurnId, LaneTurn>();

  return {
    add(turn) {
      if (!going.has(turn.id)) waiting[turn.origin].set(turn.id, turn);
    },
    leave: (id) => waiting.owner.delete(id) || waiting.hook.delete(id),
    next(among) {
      // What one in front waits for is not given to those behind it: nobody is overtaken.
      const wanted = new Set<string>();
      for (const turn of among.flatMap((origin) => [...waiting[origin].values()])) {
        const needs = needsOf(turn);
        if (needs.every((need) => !taken.has(need) && !wanted.has(need))) {
          waiting[turn.origin].delete(turn.id);
          going.set(turn.id, turn);
          for (const need of needs) taken.set(need, turn.id);
          return turn;
        }
        for (const need of needs) wanted.add(need);
      }
      return null;
    },
    release(id) {
      const turn = going.get(id);
      going.delete(id);
      for (const need of turn === undefined ? [] : needsOf(turn)) taken.delete(need);
    },
    inFrontOf: (turn) =>
      needsOf(turn)
        .map((need) => taken.get(need))
        .find(isTurn) ?? null,
    goingIn: (id) => taken.get(conversationNeed(id)) ?? null,
  };
}

function needsOf({ conversationId, account, folder }: LaneTurn): string[] {
  return [conversationNeed(conversationId), `account ${account}`, `folder ${folder}`];
}

function conversationNeed(id: ConversationId): string {
  return `conversation ${id}`;
}

function isTurn(id: TurnId | undefined): id is TurnId {
  return id !== undefined;
}
