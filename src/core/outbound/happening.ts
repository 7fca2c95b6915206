// What the ledger has just written, told to whoever makes messages of it, within the same transaction.

import type { Conversation } from "../records/conversation.ts";
import type { Delivery } from "../records/delivery.ts";
import type { Run } from "../records/run.ts";
import type { NewReport } from "../ports/ledger-port.ts";
import type { Pause } from "../admission/pause.ts";

/** One change of the ledger. */
export type Happening =
  /** A delivery is new. */
  | { readonly kind: "accepted"; readonly at: number; readonly delivery: Delivery }
  /** It went from one state to another. `approved`: the owner has let it go. */
  | {
      readonly kind: "moved";
      readonly at: number;
      readonly before: Delivery;
      readonly delivery: Delivery;
      readonly approved: boolean;
    }
  /** A run has begun or ended. */
  | { readonly kind: "run"; readonly at: number; readonly run: Run; readonly delivery: Delivery }
  | {
      readonly kind: "pause";
      readonly at: number;
      readonly pause: Pause;
      readonly ended: boolean;
    }
  /** A conversation with an agent has begun, went on in its agent's session, or was closed. */
  | {
      readonly kind: "session";
      readonly at: number;
      readonly change: "created" | "resumed" | "terminated";
      readonly conversation: Conversation;
    };

/** Makes messages of what happens. */
export interface Announcer {
  /** false: nobody wants to know about this, so it need not be read. Asked at every change: it must cost nothing. */
  wants(kind: Happening["kind"]): boolean;
  /** Must not throw. */
  messagesOf(happening: Happening): readonly NewReport[];
}
