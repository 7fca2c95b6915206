// The records that the ledger keeps, as the rest of the program sees them.

import type { ChannelHealth } from "../ports/channel-port.ts";
import type { Conversation, Message, Turn } from "./conversation.ts";
import type { DeliveryId, HookId, RunId } from "./ids.ts";
import type { Pause } from "../admission/pause.ts";
import type { PriorityName } from "../settings/hook.ts";
import type { Permission } from "../settings/providers.ts";
import type { DeliveryState, DoneStatus, HeldStatus, Status } from "./status.ts";
import type { TaskItem } from "./task-item.ts";

/** Header names in lower case, in the order of arrival; secrets are fingerprints already. */
export type HeaderList = ReadonlyArray<readonly [name: string, value: string]>;

/** How a delivery came in. */
export type DeliveryOrigin = "sender" | "test" | "replay";

/** An accepted request before it has a row: what ingress hands to the ledger. */
export interface NewDelivery {
  readonly id: DeliveryId;
  readonly hookId: HookId;
  readonly source: string;
  readonly origin: DeliveryOrigin;
  /** The delivery that this one repeats, for origin `replay`. */
  readonly replayOf?: DeliveryId;
  readonly event: string | null;
  readonly entity: string | null;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly remoteAddress: string;
  readonly method: string;
  /** Path and query, credentials replaced by fingerprints. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  /** The SHA-256 of `body` where it is known already; the ledger computes it otherwise. */
  readonly bodySha256?: Uint8Array | undefined;
  readonly contentType: string;
  readonly priority: PriorityName;
  /** Claims that must all be free; the first that is taken makes the delivery a duplicate. */
  readonly claims: readonly Claim[];
  /**
   * The sender has a Redeliver button: a repeat of its id after an `error:` is a new attempt of the
   * first delivery, three times at most. Default false.
   */
  readonly redelivers?: boolean | undefined;
  /** One of wakehook's own runs caused it: its mark, or what it posted, came back. */
  readonly causedBy?: RunId | null | undefined;
  /** What it is as a task, where its hook makes tasks. */
  readonly task?: TaskItem | null | undefined;
}

/** A key that may be taken once per hook until it expires. */
export interface Claim {
  /** `id:<sender's id>` or `digest:<sha256 hex>`. */
  readonly key: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What became of a delivery that was handed to the ledger. The promise settles after the disk has it. */
export type AcceptOutcome =
  | { readonly kind: "accepted"; readonly deliveryId: DeliveryId }
  | { readonly kind: "duplicate"; readonly deliveryId: DeliveryId; readonly reattempt: boolean };

/** A delivery without its body and headers. */
export interface Delivery {
  readonly id: DeliveryId;
  readonly hookId: HookId;
  readonly source: string;
  readonly origin: DeliveryOrigin;
  readonly replayOf: DeliveryId | null;
  readonly event: string | null;
  readonly entity: string | null;
  readonly receivedAt: number;
  readonly remoteAddress: string;
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly bodyBytes: number;
  readonly priority: PriorityName;
  readonly state: DeliveryState;
  /** Set when held or done. */
  readonly status: Status | null;
  /** Why, in words; null where the status says all. */
  readonly reason: string | null;
  /** Repeats of the sender that were recognised. */
  readonly duplicates: number;
  /** Runs started so far. */
  readonly attempts: number;
  readonly updatedAt: number;
  /** Since when it is held; null where it is not. Epoch milliseconds, as all instants. */
  readonly heldSince: number | null;
  /** When it goes on by itself, as known when it was held; null: nobody knows, or the owner decides. */
  readonly heldUntil: number | null;
  /** When it ends as `skipped:expired` where nobody let it go; null: never. */
  readonly expiresAt: number | null;
  /** Queued, and not to start before: a burst that may grow, a run that is tried again later. */
  readonly notBefore: number | null;
  /** When the burst began that this delivery is the last of; null: it is no burst. */
  readonly burstSince: number | null;
  /** Older deliveries on the same entity that this one took the place of. */
  readonly merged: number;
  /** The newer delivery that took this one's place. */
  readonly mergedInto: DeliveryId | null;
  /** Reasons to hold that the owner has let go for this delivery. */
  readonly waived: readonly HeldStatus[];
  /** The most that its run may do, by the owner's word; null: what the hook says. */
  readonly permission: Permission | null;
  /** The run of wakehook's own that caused it. */
  readonly causedBy: RunId | null;
  /** What it is as a task; null: its hook made none of it. */
  readonly task: TaskItem | null;
}

/** What stands in a delivery about which nothing was decided yet. */
export const UNDECIDED = {
  state: "queued",
  status: null,
  reason: null,
  attempts: 0,
  heldSince: null,
  heldUntil: null,
  expiresAt: null,
  notBefore: null,
  burstSince: null,
  merged: 0,
  mergedInto: null,
  waived: [],
  permission: null,
} as const satisfies Partial<Delivery>;

/** What was received, whole. */
export interface DeliveryContent {
  readonly headers: HeaderList;
  /** null: emptied by retention. */
  readonly body: Uint8Array | null;
}

/** One attempt to carry a delivery out. */
export interface Run {
  readonly id: RunId;
  readonly deliveryId: DeliveryId;
  readonly hookId: HookId;
  readonly attempt: number;
  readonly mode: string;
  /** The agent CLI or target that does it. */
  readonly agent: string | null;
  readonly state: "running" | "done";
  readonly status: DoneStatus | null;
  readonly reason: string | null;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly pid: number | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly sessionId: string | null;
  readonly costUsd: number | null;
  readonly turns: number | null;
  /** Tokens as the agent counts them; null where it does not say. */
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  /** Tools that the agent asked for and was denied. */
  readonly deniedTools: readonly string[];
  /** The folder that it worked in. */
  readonly folder: string | null;
  /** The answer, cut to 64 kB; whole in `runs/<run id>/result.md`. */
  readonly answer: string | null;
}

/** How a run ended, as a mode tells it. */
export interface RunOutcome {
  readonly status: DoneStatus;
  readonly reason?: string | undefined;
  /** The agent's words; empty where there are none. */
  readonly answer?: string | undefined;
  readonly agent?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly sessionId?: string | undefined;
  /** true: the agent does not know the conversation that it should have continued. It did nothing. */
  readonly sessionUnknown?: true | undefined;
  readonly costUsd?: number | undefined;
  readonly turns?: number | undefined;
  readonly tokensIn?: number | undefined;
  readonly tokensOut?: number | undefined;
  readonly deniedTools?: readonly string[] | undefined;
  readonly folder?: string | undefined;
  /** true: the agent failed before it did anything, so running it again repeats nothing. */
  readonly untouched?: boolean | undefined;
  /** When the provider says that it works again (usage limit, overload); epoch milliseconds. */
  readonly retryAt?: number | undefined;
  /** The branch that keeps what an agent changed in a worktree of its own, and what that is. */
  readonly worktree?: Worktree | undefined;
}

/** What a run in a worktree of its own left for the owner. */
export interface Worktree {
  readonly branch: string;
  readonly folder: string;
  /** `3 files changed, 20 insertions(+)`: one line. */
  readonly changes: string;
}

/** What admission or the owner decided about a delivery. */
export type Verdict =
  | { readonly kind: "run" }
  /** Stays queued, and is not started before an instant. */
  | { readonly kind: "wait"; readonly until: number; readonly reason: string }
  | {
      readonly kind: "hold";
      readonly status: HeldStatus;
      readonly reason?: string;
      /** When it goes on by itself, where that is known. */
      readonly until?: number | undefined;
      /** When it ends as `skipped:expired`. */
      readonly expiresAt?: number | undefined;
    }
  | { readonly kind: "end"; readonly status: DoneStatus; readonly reason?: string };

/** Where an entry of the outbox stands; `canceled`: by the owner. */
export const OUTBOX_STATES = ["waiting", "sent", "failed", "canceled"] as const;
/** Where an entry of the outbox stands. */
export type OutboxState = (typeof OUTBOX_STATES)[number];

/** A message that waits to leave, or has left: a report, a notice, an event for a subscription. */
export interface OutboxEntry {
  readonly id: number;
  /** Sent with every try, and always the same: by it a receiver knows a repeat. */
  readonly messageId: string;
  /** null: a notice that is about no single delivery. */
  readonly deliveryId: DeliveryId | null;
  readonly runId: RunId | null;
  /** `log`, `target:<name>`, `subscription:<id>` or `sender:<hook>:<place>`. */
  readonly sink: string;
  /** The event that a subscription is told; null: a report or a notice. */
  readonly event: string | null;
  /** What is told, as JSON text. */
  readonly payload: string;
  readonly state: OutboxState;
  readonly attempts: number;
  /** Epoch milliseconds; 0: written by an older version. */
  readonly createdAt: number;
  /** Epoch milliseconds. */
  readonly nextAt: number;
  readonly lastError: string | null;
}

/** One try to hand an entry of the outbox over. */
export interface OutboxTry {
  /** When it began, epoch milliseconds. */
  readonly at: number;
  readonly durationMs: number;
  /** What a subscription's receiver answered; null: it did not answer, or there is no HTTP. */
  readonly httpStatus: number | null;
  /** null: it was taken. */
  readonly error: string | null;
}

/** How a sink does that has failed since its last success; one that has none does well. */
export interface SinkState {
  readonly sink: string;
  /** Epoch milliseconds. */
  readonly failingSince: number;
  /** Nothing is sent to it any more until the owner says so; null: it is tried. */
  readonly stoppedAt: number | null;
  readonly reason: string | null;
}

/** What the daemon tells those who watch: one line of `tail`, one server-sent event. */
export type WakehookEvent =
  | { readonly type: "delivery"; readonly at: number; readonly delivery: Delivery }
  | {
      readonly type: "duplicate";
      readonly at: number;
      readonly hookId: HookId;
      readonly deliveryId: DeliveryId;
    }
  | {
      readonly type: "refused";
      readonly at: number;
      readonly hookId: string;
      readonly code: string;
      readonly reason: string;
      readonly remoteAddress: string;
    }
  | {
      readonly type: "handshake";
      readonly at: number;
      readonly hookId: HookId;
      readonly name: string;
      /** What the owner should know of it: an address to open, a secret that was taken over. */
      readonly detail?: string;
    }
  | { readonly type: "run"; readonly at: number; readonly run: Run }
  | {
      readonly type: "report";
      readonly at: number;
      readonly runId: RunId | null;
      readonly deliveryId: DeliveryId | null;
      readonly sink: string;
      readonly state: "sent" | "failed" | "waiting";
      readonly error?: string;
    }
  /** Something was paused, or goes on again. */
  | { readonly type: "pause"; readonly at: number; readonly pause: Pause; readonly ended: boolean }
  /** Something was said in a chat, or a message shows something else now. */
  | {
      readonly type: "message";
      readonly at: number;
      readonly message: Message;
    }
  /** A turn of a conversation waits, goes on, or has ended. */
  | { readonly type: "turn"; readonly at: number; readonly turn: Turn; readonly chat: string }
  /** A conversation has begun or was closed. */
  | { readonly type: "conversation"; readonly at: number; readonly conversation: Conversation }
  /** How a chat platform does has changed. */
  | {
      readonly type: "channel";
      readonly at: number;
      readonly target: string;
      readonly health: ChannelHealth;
    }
  | {
      readonly type: "settings";
      readonly at: number;
      readonly hooks: number;
      readonly problems: number;
    };
