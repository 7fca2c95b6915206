// What the owner may ask of the chat platforms. Implemented in chat/hub; called by the admin API.

import type { ChannelHealth } from "./channel-port.ts";
import type { Identity } from "../records/conversation.ts";
import type { ChatKind } from "../settings/target.ts";

/** One chat of config.json, as it is now. */
export interface ChannelView {
  readonly target: string;
  readonly kind: ChatKind;
  readonly chat: string;
  readonly health: ChannelHealth;
  /** Who is known there. */
  readonly people: ReadonlyArray<Pick<Identity, "sender" | "name" | "role" | "pairedAt">>;
  /** Messages that wait to be posted. */
  readonly waiting: number;
}

/** An open window in which somebody may become known. */
export interface PairingView {
  /** To be sent to the bot; shown once. */
  readonly code: string;
  /** For a phone; null: the platform has no such links. */
  readonly link: string | null;
  /** What to do, in words. */
  readonly words: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What the owner may ask. Each throws WakehookError `not_found` for a target that is no chat, `refused`. */
export interface ChannelsPort {
  list(): ChannelView[];
  /** Opens the window anew; an older code is worth nothing then. */
  pair(target: string, role: Identity["role"]): Promise<PairingView>;
  /** Posts a message at once. */
  test(target: string): Promise<{ readonly ok: boolean; readonly error: string | null }>;
  /** Somebody is known no longer; false: was not. */
  unpair(target: string, sender: string): boolean;
  /** Forgets whatever is kept of a target that is no longer in config.json. */
  forget(target: string): void;
}
