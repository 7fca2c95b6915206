// The bot's account and its rooms. A room is made by the bot, without encryption, and its owner is invited; one that was
// encrypted later, or that the bot was sent out of, is of no use, and that is said.

import { WakehookError } from "../../core/records/errors.ts";
import type { TargetOf } from "../../core/settings/target.ts";
import type { ChannelDeps } from "../channels/channel-deps.ts";
import { textOf, type AskMatrix, type Refusal } from "./matrix-api.ts";

/** What rooms need. */
export interface RoomsDeps extends Pick<ChannelDeps, "inbound"> {
  readonly target: TargetOf<"matrix">;
  readonly ask: AskMatrix;
}

/** The bot's account and rooms. */
export interface Rooms {
  /** The account's full name, asked once. */
  self(signal: AbortSignal): Promise<Self>;
  /** Why nothing can be said in a room; null: it can. */
  obstacle(room: string, signal: AbortSignal): Promise<Refusal | null>;
  /** Something was learnt of a room. */
  note(room: string, what: "encrypted" | "left" | "joined"): void;
  /** What is wrong with the room for its people, as far as is known; null: nothing. */
  trouble(): string | null;
  /** Looks at that room. */
  look(signal: AbortSignal): Promise<void>;
  /** The room for its people: the one there is, or a new one; the owner is invited. @throws WakehookError `refused`. */
  open(signal: AbortSignal): Promise<string>;
}

/** Who the bot is. */
export type Self =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly refusal: Refusal };

const ROOM = "room";
const TROUBLE = {
  encrypted:
    "its room was encrypted, and nothing said there can be read: `wakehook channel pair` makes a new one",
  left: "the bot is not in its room any more: `wakehook channel pair` makes a new one",
} as const;

type RoomState = "well" | keyof typeof TROUBLE;

/** Creates them; nothing is asked yet. */
export function createRooms({ ask, inbound, target }: RoomsDeps): Rooms {
  const known = new Map<string, RoomState>();
  let self: string | null = null;

  async function obstacle(room: string, signal: AbortSignal): Promise<Refusal | null> {
    const state = known.get(room) ?? (await stateOf(room, signal));
    if (typeof state === "object") return state;
    if (state === "well") return null;
    return { ok: false, error: TROUBLE[state], final: false, broken: true };
  }

  async function stateOf(room: string, signal: AbortSignal): Promise<RoomState | Refusal> {
    const path = `client/v3/rooms/${encodeURIComponent(room)}/state/m.room.encryption`;
    const answer = await ask({ method: "GET", path, signal });
    let state: RoomState = "encrypted";
    if (!answer.ok) {
      if (answer.code !== "M_FORBIDDEN" && answer.code !== "M_NOT_FOUND") return answer.refusal;
      state = answer.code === "M_FORBIDDEN" ? "left" : "well";
    }
    known.set(room, state);
    return state;
  }

  /** The one that pairing made; before there was any, those that people are in. */
  function homes(): readonly string[] {
    const room = inbound.recall(ROOM) ?? "";
    return room === "" ? inbound.places().map(({ chat }) => chat) : [room];
  }

  async function create(signal: AbortSignal): Promise<string> {
    const answer = await ask({
      method: "POST",
      path: "client/v3/createRoom",
      body: {
        preset: "trusted_private_chat",
        visibility: "private",
        is_direct: true,
        name: "wakehook",
        invite: [target.owner],
      },
      signal,
    });
    const room = answer.ok ? textOf(answer.body, "room_id") : null;
    if (room === null)
      throw refused(answer.ok ? "it gave the room no id" : answer.refusal.error, target.owner);
    inbound.remember(ROOM, room);
    // Some homeservers encrypt every new room.
    const problem = await obstacle(room, signal);
    if (problem?.broken !== true) return room;
    inbound.remember(ROOM, "");
    throw refused(`a new room is of no use: ${problem.error}`, target.owner);
  }

  return {
    obstacle,
    async self(signal) {
      if (self !== null) return { ok: true, id: self };
      const answer = await ask({ method: "GET", path: "client/v3/account/whoami", signal });
      if (!answer.ok) return { ok: false, refusal: answer.refusal };
      self = textOf(answer.body, "user_id");
      if (self !== null) return { ok: true, id: self };
      const error = "it does not say who the bot is: is this a homeserver's address?";
      return { ok: false, refusal: { ok: false, error, final: false } };
    },
    note(room, what) {
      const before = known.get(room);
      if (what !== "joined") known.set(room, what);
      else if (before === "left") known.delete(room);
    },
    trouble() {
      const states = homes().map((room) => known.get(room) ?? "well");
      const worst = states.find((state) => state !== "well") ?? "well";
      return worst === "well" ? null : TROUBLE[worst];
    },
    async look(signal) {
      for (const room of homes()) await obstacle(room, signal);
    },
    async open(signal) {
      const room = inbound.recall(ROOM) ?? "";
      if (room === "" || (await obstacle(room, signal))?.broken === true) return create(signal);
      const path = `client/v3/rooms/${encodeURIComponent(room)}/invite`;
      const answer = await ask({ method: "POST", path, body: { user_id: target.owner }, signal });
      // Whoever is in the room already cannot be invited: that is no fault.
      if (answer.ok || answer.code === "M_FORBIDDEN") return room;
      throw refused(answer.refusal.error, target.owner);
    },
  };
}

function refused(why: string, owner: string): WakehookError {
  return new WakehookError("refused", `the bot could not invite ${owner} to a room: ${why}`, {
    hint: "mend it and try again: wakehook channel pair",
  });
}
