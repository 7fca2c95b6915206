import type { Room } from "./chat-api.ts";

/** What a talk remembers while it goes on. */
export interface TalkState {
  /** What is said can lead into another conversation of the same name. */
  room: Room;
  /** What was typed here and stands on the screen already; it comes back as a message. */
  readonly typed: string[];
  /** Turns that answer what was typed here. */
  readonly awaited: Set<string>;
  /** Turns that have ended: one may be over before its words were known to be taken. */
  readonly ended: Set<string>;
  /** Called when none is awaited any more. */
  onAnswered: () => void;
}

/** Nothing was typed yet. */
export function newTalkState(room: Room): TalkState {
  return { room, typed: [], awaited: new Set(), ended: new Set(), onAnswered: () => {} };
}

/** A turn has ended, whoever it is for. */
export function noteEnd(state: TalkState, turnId: string): void {
  state.ended.add(turnId);
  if (state.awaited.delete(turnId) && state.awaited.size === 0) state.onAnswered();
}
