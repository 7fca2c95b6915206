// What the admin API needs of the rest of the program. daemon.ts hands it in; tests hand in their own.

import type { ApiTokensPort } from "../core/ports/api-tokens-port.ts";
import type { CardsPort } from "../core/ports/cards-port.ts";
import type { ChannelsPort } from "../core/ports/channels-port.ts";
import type { ChatStorePort } from "../core/ports/chat-store-port.ts";
import type { ConversationsPort } from "../core/ports/conversations-port.ts";
import type { Handover } from "../core/ports/chat-store-port.ts";
import type { Dashboard, DashboardNeeds } from "../core/ports/dashboard-port.ts";
import type { HeaderList } from "../core/records/delivery.ts";
import type { WakehookEvent } from "../core/records/wakehook-event.ts";
import type { DoctorPort } from "../core/ports/doctor-port.ts";
import type { ExposePort } from "../core/ports/expose-port.ts";
import type { KeptAnswer, OncePort } from "../core/ports/once-port.ts";
import type { ConfigEditorPort } from "../core/ports/config-editor-port.ts";
import type { DryRunPort } from "../core/ports/dry-run-port.ts";
import type { GapReadPort, RepairsPort } from "../core/ports/gaps-port.ts";
import type { HookEditorPort } from "../core/ports/hook-editor-port.ts";
import type { DeliveryId, HookId, RunId } from "../core/records/ids.ts";
import type { LedgerPiecesPort } from "../core/ports/ledger-pieces-port.ts";
import type { Allowance, LedgerReadPort } from "../core/ports/ledger-read-port.ts";
import type { Log } from "../core/ports/log-port.ts";
import type { OutboundEvent } from "../core/outbound/outbound-events.ts";
import type { Pause, PauseKind } from "../core/admission/pause.ts";
import type { Permission } from "../core/settings/providers.ts";
import type { RunPlan } from "../core/admission/run-plan.ts";
import type { SettingsSnapshot } from "../core/settings/settings.ts";
import type { Source } from "../core/events/source.ts";
import type { HeldStatus } from "../core/records/status.ts";
import type { TerminalsPort } from "../core/ports/terminals-port.ts";
import type { TunnelsPort } from "../core/ports/tunnels-port.ts";
import type { Ack } from "../core/ports/wake-port.ts";
import type { Clock } from "../system/clock.ts";

/** Where a listener listens. */
export interface ListenerAddress {
  readonly host: string;
  readonly port: number;
}

/** What the owner may ask of the dispatcher. */
export interface AdminDispatcher {
  /** false: the run is not going on. */
  stopRun(id: RunId): boolean;
  /**
   * Makes a new delivery of the same content, or with another body, or with narrowed rights.
   * @throws WakehookError `queue_full`, `storage_unavailable`; `refused` where its run's rights are not wakehook's.
   */
  replay(
    id: DeliveryId,
    change?: {
      readonly body?: Uint8Array | undefined;
      readonly permission?: Permission | null | undefined;
    },
  ): Promise<DeliveryId>;
  /** Ends a waiting delivery as `skipped:discarded`. */
  discard(id: DeliveryId): void;
  /** Lets a held delivery go on. @throws WakehookError `refused` where it is not held. */
  release(id: DeliveryId): Promise<void>;
  /** Lets all go that are held for one reason, or for any but an approval; gives back how many. */
  releaseAll(status?: HeldStatus): Promise<number>;
  /** @throws WakehookError `refused` where it waits for no approval. */
  approve(id: DeliveryId, permission: Permission | null): void;
  /** A delivery as it would run now. @throws WakehookError `not_found`, `refused` where nothing could run. */
  preview(id: DeliveryId): RunPlan;
  /** `until` null: until the owner says go on. */
  pause(kind: Exclude<PauseKind, "entity">, name: string, until: number | null): Pause;
  /** @throws WakehookError `not_found` where there is none. */
  resume(kind: PauseKind, name: string): void;
  pauses(): Pause[];
  /** Lets a hook do more today; gives back the day (`2026-11-21`). */
  raiseBudget(hookId: HookId, more: Allowance): string;
  counts(): { readonly running: number; readonly queued: number; readonly held: number };
}

/** What the owner may ask of what leaves. Each throws WakehookError `not_found`, `refused`. */
export interface AdminOutbox {
  /** Sends a message at once that waits, was given up or canceled. */
  retry(id: number): void;
  /** Cancels a message that waits or was given up. */
  discard(id: number): void;
  /** The same for all of one sink; gives back how many. */
  retryAll(sink: string): number;
  discardAll(sink: string): number;
}

/** What the owner may ask of subscriptions. Each throws WakehookError `not_found`, `refused`. */
export interface AdminSubscriptions {
  /** Sends an example once, at once. */
  test(
    id: string,
    event: OutboundEvent,
  ): Promise<{
    readonly ok: boolean;
    readonly messageId: string;
    readonly httpStatus: number | null;
    readonly error: string | null;
    readonly durationMs: number;
  }>;
  /** Sends to it again after it was disabled; false where it was not. */
  enable(id: string): boolean;
}

/** What the local chat is made of. */
export interface AdminChat {
  readonly store: Pick<
    ChatStorePort,
    | "conversation"
    | "openConversation"
    | "conversations"
    | "turn"
    | "turns"
    | "message"
    | "messageOfKey"
    | "messages"
    | "posts"
    | "unread"
    | "openCards"
    | "markRead"
  >;
  readonly conversations: Pick<
    ConversationsPort,
    "say" | "stop" | "renew" | "byHand" | "going" | "agentOf" | "useAgent"
  >;
  readonly cards: CardsPort;
}

/** Everything that `createAdmin` needs. */
export interface AdminDeps {
  /** The admin token; whoever knows it may do everything that this API offers. */
  readonly token: string;
  /** Named tokens with scopes of their own. */
  readonly tokens: ApiTokensPort;
  /** Builds the pages for the owner's browser; null: there are none. */
  readonly openDashboard: ((needs: DashboardNeeds) => Dashboard) | null;
  /** Where the two listeners listen; `hooks` is null while that one is closed. Asked per request. */
  readonly addresses: () => {
    readonly admin: ListenerAddress;
    readonly hooks: ListenerAddress | null;
  };
  readonly clock: Clock;
  readonly ledger: LedgerReadPort & { readonly pieces: LedgerPiecesPort };
  readonly settings: () => SettingsSnapshot;
  readonly hookEditor: HookEditorPort;
  readonly configEditor: ConfigEditorPort;
  readonly dryRun: DryRunPort;
  readonly dispatcher: AdminDispatcher;
  readonly outbox: AdminOutbox;
  readonly subscriptions: AdminSubscriptions;
  /** Words of bots that were woken. @throws WakehookError `storage_unavailable`. */
  readonly acks: {
    acknowledge(
      token: string,
      ack: Ack,
    ):
      | { readonly kind: "noted" | "ended"; readonly handover: Handover }
      | { readonly kind: "unknown" };
  };
  readonly chat: AdminChat;
  /** The chat platforms. */
  readonly channels: ChannelsPort;
  /** Connections outward by which events come in. */
  readonly tunnels: TunnelsPort;
  /** Agent sessions that are open in a terminal. */
  readonly terminals: TerminalsPort;
  /** Calls that are to happen once. */
  readonly once: OncePort<KeptAnswer>;
  /** Since when each hook has its secret, epoch milliseconds; not of those where it is not known. */
  readonly secretsSetAt: () => ReadonlyMap<HookId, number>;
  /** When nothing could be received, and what was asked for since. */
  readonly gaps: GapReadPort;
  readonly repairs: Pick<RepairsPort, "start" | "preview">;
  /** Looks for what keeps wakehook from working. */
  readonly doctor: DoctorPort;
  /** The program that makes the hook listener reachable from outside. */
  readonly expose: ExposePort;
  /** Hands a test event to ingress; it goes through the hook's chain with origin `test`. */
  readonly submitTest: (hookId: HookId, body: Uint8Array, headers: HeaderList) => Promise<Response>;
  /**
   * Opens the window in which a hook's sender may hand over its secret. Gives its end, epoch milliseconds.
   * @throws WakehookError `not_found`, `refused`, `usage`.
   */
  readonly openPairing: (hookId: string, forMs: number) => number;
  readonly events: {
    /** Calls back with what happens until the returned function is called. */
    subscribe(listener: (event: WakehookEvent) => void): () => void;
  };
  /** Reads the settings files anew; settles when the new snapshot is in force. */
  readonly reload: () => Promise<void>;
  /** Starts a graceful stop of the daemon and returns at once. */
  readonly requestStop: () => void;
  /** Every sender preset. */
  readonly sources: readonly Source[];
  /** The sender preset of a delivery. */
  readonly findSource: (name: string) => Source | undefined;
  /** The home folder, where a `prompt_file` stands. */
  readonly home: string;
  /** The folder that holds `<run id>/stdout.log` and the others. */
  readonly runsFolder: string;
  readonly version: string;
  /** When the daemon started, epoch milliseconds. */
  readonly startedAt: number;
  /** Replaces every secret value in a text. */
  readonly mask: (text: string) => string;
  readonly log: Log;
}
