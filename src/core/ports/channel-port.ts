// The contract of a chat platform: what it can do, what it is given, what it tells. One folder of chat/ each.

import type { DecisionVerb, MessageFile, Place } from "../records/conversation.ts";

/** What a platform can do. What it cannot is done another way, never left out. */
export interface ChannelAbilities {
  /** How buttons are shown; `number`: as a numbered list that is answered by a digit. */
  readonly buttons: "native" | "reaction" | "number";
  readonly edits: boolean;
  readonly files: boolean;
  readonly threads: boolean;
  readonly typing: boolean;
  /** The least time between two edits of one message, milliseconds. */
  readonly editEveryMs: number;
  /** A message of more parts goes as a summary and a file. */
  readonly mostParts: number;
}

/** How a channel does. */
export interface ChannelHealth {
  /** `send_only`: it cannot hear, for a reason that its owner must mend. */
  readonly state: "up" | "connecting" | "down" | "send_only" | "unpaired";
  /** Since when, epoch milliseconds. */
  readonly since: number;
  /** In words, with what to do; never a secret. */
  readonly detail: string | null;
}

/** What is to stand in a chat. */
export interface ChannelMessage {
  /** The same at every try: a platform that knows such keys never shows it twice. */
  readonly key: string;
  readonly place: Place;
  /** Markdown of wakehook's or an agent's; outside text in it is data. */
  readonly text: string;
  readonly card: ChannelCard | null;
  readonly files: readonly MessageFile[];
  readonly silent: boolean;
  /** A part of a message on the platform that it answers. */
  readonly replyTo: string | null;
}

/** A card as a platform shows it. Its data is `<verb>:<token>`, 64 bytes at most. */
export interface ChannelCard {
  readonly token: string;
  readonly buttons: ReadonlyArray<{ readonly verb: DecisionVerb; readonly label: string }>;
  /** Words in the place of the buttons. */
  readonly decided: string | null;
}

/** What came of a try. Parts that did arrive were told by `onPart`. */
export type ChannelResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** What the platform said; never a secret. */
      readonly error: string;
      /** Trying again is of no use: refused, too long, no such chat. */
      readonly final: boolean;
      readonly retryAfterMs?: number | undefined;
      /** The whole channel is broken (a revoked token, the bot is blocked): its owner must act. */
      readonly broken?: boolean | undefined;
      /** The thread of its place is no more: it is posted to the chat itself, or to a new thread. */
      readonly threadGone?: boolean | undefined;
    };

/** A message that is being posted. */
export interface Posting {
  readonly message: ChannelMessage;
  /** The platform's ids of parts that an earlier try has posted: they are not posted again. */
  readonly refs: readonly string[];
  /** Called after each part that the platform has taken, before the next is sent. */
  readonly onPart: (ref: string) => void;
  readonly signal: AbortSignal;
}

/** One connection to one platform. It keeps itself up; nothing of it throws for what can be expected. */
export interface Channel {
  readonly abilities: ChannelAbilities;
  /** Begins to listen; returns at once. What comes in goes to `inbound`. */
  start(): void;
  /** Settles when nothing of it is left. */
  stop(): Promise<void>;
  health(): ChannelHealth;
  send(posting: Posting): Promise<ChannelResult>;
  /** Shows the message as it is now, in the place of its parts. Nothing to change is a success. */
  edit(posting: Posting): Promise<ChannelResult>;
  /** One pulse; absent where it cannot. */
  typing?(place: Place): Promise<void>;
  /** Makes a thread or topic and gives its id back; null: not here. */
  openThread?(place: Place, name: string): Promise<string | null>;
  /** How the owner pairs: a link for a phone, and words. */
  pairing(code: string): Promise<{ readonly link: string | null; readonly words: string }>;
}

/** Who speaks on a platform. */
export interface Sender {
  /** Stable. */
  readonly id: string;
  readonly name: string;
}

/** Words that came in. */
export interface InboundText {
  /** The platform's id, or of its update: by it a repeat is known. */
  readonly id: string;
  readonly sender: Sender;
  readonly place: Place;
  /** true: nobody else reads along. */
  readonly isDirect: boolean;
  readonly text: string;
  /** The platform's id of the message that this answers. */
  readonly replyTo: string | null;
  /** The platform's id of these words, so that they can be answered in their place; null: it has none. */
  readonly ref: string | null;
}

/** A button that was pressed. */
export interface InboundDecision {
  readonly id: string;
  readonly sender: Sender;
  readonly place: Place;
  /** As it stood in the card: `<verb>:<token>`. */
  readonly data: string;
}

/** What a channel tells. Each settles when the disk has it; only then may the platform be told that it was taken. */
export interface ChannelInbound {
  /** @throws WakehookError `storage_unavailable`: the platform is to give it again. */
  text(words: InboundText): Promise<void>;
  /** Gives back what to show the one who pressed. @throws WakehookError `storage_unavailable`. */
  decision(decision: InboundDecision): Promise<string>;
  /** The card of a message by the platform's id of one of its parts: for answers that carry no data of ours. */
  cardOf(ref: string): ChannelCard | null;
  /** Where those who are known write: what was said there while nobody listened is to be fetched. */
  places(): readonly Place[];
  /** What the channel must remember over a restart: where it stopped reading. */
  recall(name: string): string | null;
  remember(name: string, value: string): void;
  /** Called when `health` has changed. */
  changed(): void;
}
