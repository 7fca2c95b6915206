// What the contract suite asks of a platform's stand-in: what people do there, what they see, what goes wrong.

import type { ChannelDeps, PlatformKind } from "../../../src/chat/channels/channel-deps.ts";
import type { Channel } from "../../../src/core/ports/channel-port.ts";

/** A message as its reader sees it. */
export interface Shown {
  /** The platform's id. */
  readonly ref: string;
  /** As it is read: without markup. */
  readonly text: string;
  /** Labels of the buttons, in order; reactions and numbers count as such. */
  readonly buttons: readonly string[];
  /** The id of the message that it answers. */
  readonly replyTo: string | null;
  readonly thread: string | null;
  readonly silent: boolean;
  /** Names and contents of files. */
  readonly files: ReadonlyArray<{ readonly name: string; readonly content: string }>;
}

/** What can go wrong; each lasts until the next call of `well` where nothing else is said. */
export interface Faults {
  /** The next so many calls that post get "too many requests" (429) and how long to wait. */
  tooMany(times: number, retryAfterMs: number): void;
  /** After so many further messages nobody can be reached. */
  downAfter(messages: number): void;
  /** Nobody can be reached, or all can again. */
  down(): void;
  well(): void;
  /** Connections that are open break; new ones work. */
  drop(): void;
  /** The token is worth nothing any more. */
  revoke(): void;
  /** What somebody did last is told once more, with the same id. */
  repeat(): void;
}

/** A platform that stands in for the real one: it speaks the platform's own wire, and keeps its limits. */
export interface Platform {
  readonly kind: PlatformKind;
  /** Fields of the target's entry beside `name`, `kind`, `chat` and `topics`. */
  readonly entry: Readonly<Record<string, unknown>>;
  /** The channel of the kind. */
  readonly create: (deps: ChannelDeps, target: never) => Channel;
  /** Ids of two people: one becomes the owner, the other never does. */
  readonly people: { readonly owner: string; readonly stranger: string };
  /** Where the owner writes: the `chat` of a place. */
  readonly ownerChat: string;
  /** Somebody writes; gives back the platform's id of it. */
  write(words: {
    readonly sender: string;
    readonly text: string;
    readonly replyTo?: string;
    readonly thread?: string | null;
  }): string | null;
  /** Somebody presses the button of a message. Settles with what they are shown, where the platform shows such. */
  press(sender: string, ref: string, label: string): Promise<string | null>;
  /** What stands in the owner's chat, oldest first. */
  shown(): readonly Shown[];
  /** How often somebody was seen typing. */
  typed(): number;
  /** What the stand-in had to refuse because the real one would: empty where the channel is right. */
  complaints(): readonly string[];
  readonly faults: Faults;
  close(): Promise<void>;
}

/** What a platform does not have; each makes a test of the suite say so. */
export interface Lacks {
  /** It tells nothing of what was said while nobody listened. */
  readonly memory?: true;
  readonly replies?: true;
  /** Every message rings. */
  readonly silence?: true;
  /** Nobody has a name there: whoever can write is the owner. */
  readonly strangers?: true;
  /** Its messages carry no text of a person: only buttons come back. */
  readonly words?: true;
}
