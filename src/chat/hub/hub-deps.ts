// What the hub of all chats needs from around it.

import type { Channel } from "../../core/ports/channel-port.ts";
import type { ChatStorePort } from "../../core/ports/chat-store-port.ts";
import type { ConversationsPort } from "../../core/ports/conversations-port.ts";
import type { WakehookEvent } from "../../core/records/wakehook-event.ts";
import type { DeliveryId } from "../../core/records/ids.ts";
import type { LedgerPort, NewReport } from "../../core/ports/ledger-port.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { Permission } from "../../core/settings/providers.ts";
import type { Notice } from "../../core/outbound/report.ts";
import type { RunPlan } from "../../core/admission/run-plan.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { Source } from "../../core/events/source.ts";
import type { Clock } from "../../system/clock.ts";
import type { EventHub } from "../../system/event-hub.ts";
import type { Randomness } from "../../system/randomness.ts";
import type { ChannelTable } from "../channels/channel-deps.ts";

/** What an answer on a card may ask of the dispatcher. Each throws WakehookError `not_found`, `refused`. */
export interface HubDispatcher {
  approve(id: DeliveryId, permission: Permission | null): void;
  release(id: DeliveryId): Promise<void>;
  discard(id: DeliveryId): void;
  preview(id: DeliveryId): RunPlan;
}

/** Everything that the hub is made with. */
export interface HubDeps {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
  readonly store: ChatStorePort;
  readonly ledger: Pick<
    LedgerPort,
    "delivery" | "content" | "notify" | "outboxWaiting" | "dueReports" | "retryReport"
  >;
  readonly settings: () => SettingsSnapshot;
  /** Asked when words come in: built after the hub. */
  readonly conversations: () => ConversationsPort;
  readonly dispatcher: () => HubDispatcher;
  readonly events: EventHub;
  readonly emit: (event: WakehookEvent) => void;
  /** Something may have to be posted. */
  readonly wakeOutbox: () => void;
  /** Who is told what is about no single delivery. */
  readonly noticesOf: (notice: Notice) => NewReport[];
  readonly findSource: (name: string) => Source | undefined;
  readonly mask: (text: string) => string;
  /** The home folder; files of messages lie below it. */
  readonly home: string;
  readonly channels: ChannelTable;
}

/** Finds the channel of a target that is at work now. */
export type FindChannel = (target: string) => Channel | null;
