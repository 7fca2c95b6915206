// What the daemon tells those who watch.

import type { Pause } from "../admission/pause.ts";
import type { ChannelHealth } from "../ports/channel-port.ts";
import type { TunnelHealth } from "../ports/tunnels-port.ts";
import type { ExposeState } from "../ports/expose-port.ts";
import type { Conversation, Message, Turn } from "./conversation.ts";
import type { Delivery } from "./delivery.ts";
import type { DeliveryId, HookId, RunId } from "./ids.ts";
import type { Run } from "./run.ts";

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
  /** How a tunnel does has changed. */
  | {
      readonly type: "tunnel";
      readonly at: number;
      readonly tunnel: string;
      readonly health: TunnelHealth;
    }
  /** How the way in from outside does has changed: a program that exposes the hook listener. */
  | {
      readonly type: "expose";
      readonly at: number;
      readonly program: string;
      readonly state: ExposeState;
      readonly url: string | null;
      readonly detail: string | null;
    }
  | {
      readonly type: "settings";
      readonly at: number;
      readonly hooks: number;
      readonly problems: number;
    };
