// The contract of who asks a sender what it could not deliver. Another sender is one more file, and a line of the table.

import type { HeaderList } from "../records/delivery.ts";

/** One attempt of a sender to deliver something. */
export interface Attempt {
  /** The sender's id of the delivery, as its live claim has it: the same for every attempt of it. */
  readonly id: string;
  /** The sender's name of this attempt. */
  readonly ref: string;
  /** `issues`; the action apart. */
  readonly event: string;
  readonly action: string | null;
  /** By this machine's clock, epoch milliseconds. */
  readonly sentAt: number;
  /** The other side said that it has it. */
  readonly ok: boolean;
  /** It was tried before; false: the first attempt. */
  readonly isRepeat: boolean;
}

/** Why something could not be asked. */
export interface MissedTrouble {
  readonly ok: false;
  /** For the owner; never a secret. */
  readonly word: string;
  /** How long the sender asks to be left alone, milliseconds. */
  readonly waitMs?: number | undefined;
  /** true: it stays so until the owner changes something. */
  readonly isOwners: boolean;
  /** true: the page that was asked for is not there any more, and the list begins anew. */
  readonly isCursorGone?: boolean;
  /** true: it may be this one delivery alone that cannot be had. */
  readonly isOfItem?: boolean;
}

/** One page, newest first. */
export interface AttemptPage {
  readonly ok: true;
  readonly attempts: readonly Attempt[];
  /** Names the next, older page; null: there is none. */
  readonly cursor: string | null;
  /** How long to wait before the next question, by the sender's own word; 0: not at all. */
  readonly waitMs: number;
}

/** A delivery as its sender sent it. */
export type Fetched =
  | {
      readonly ok: true;
      readonly headers: HeaderList;
      readonly body: Uint8Array;
      readonly waitMs: number;
    }
  /** The sender no longer has its payload, but may send it again. */
  | { readonly ok: "gone"; readonly word: string; readonly waitMs: number }
  /** It is not to be had any more. */
  | { readonly ok: "lost"; readonly word: string; readonly waitMs: number }
  | MissedTrouble;

/** Whether the sender will send it again. */
export type Asked =
  | { readonly ok: true; readonly waitMs: number }
  | { readonly ok: "lost"; readonly word: string; readonly waitMs: number }
  | MissedTrouble;

/** Asks one sender about one hook. Nothing of it throws. */
export interface ListMissed {
  /** A page of what was tried, the newest first. `cursor` null: the first. */
  page(cursor: string | null): Promise<AttemptPage | MissedTrouble>;
  /** What was sent then, whole. */
  fetch(attempt: Pick<Attempt, "id" | "ref">): Promise<Fetched>;
  /** Asks for another attempt, which arrives like any other request. */
  redeliver(attempt: Pick<Attempt, "id" | "ref">): Promise<Asked>;
}
