// In: what stands around the chats. Out: the hub that all platforms hang on, and its sinks for the outbox.

import { CHANNELS } from "../chat/channels/table.ts";
import type { HubDispatcher } from "../chat/hub/hub-deps.ts";
import { createChatHub, type ChatHub } from "../chat/hub/hub.ts";
import type { ConversationsPort } from "../core/ports/conversations-port.ts";
import type { SinkKind } from "../report/join-sinks.ts";
import { reportRules } from "../report/report-rules.ts";
import { noticesOf } from "../report/report.ts";
import { findSource } from "../sources/table.ts";
import { systemRandomness } from "../system/randomness.ts";
import type { Base } from "./base.ts";
import type { DaemonContext } from "./context.ts";

/** What is built behind the hub. */
export interface BehindHub {
  readonly conversations: ConversationsPort;
  readonly dispatcher: () => HubDispatcher;
  readonly wakeOutbox: () => void;
}

/** Builds the hub; it connects to nothing before its start, and ends behind whatever is built after it. */
export function buildHub(
  { clock, paths, closers }: DaemonContext,
  base: Base,
  behind: BehindHub,
): { readonly hub: ChatHub; readonly sinks: SinkKind } {
  const { chats, ledger, log, mask, settings } = base;
  const hub = createChatHub({
    clock,
    log,
    mask,
    ledger,
    ...behind,
    store: chats,
    randomness: systemRandomness,
    settings: () => settings.current(),
    conversations: () => behind.conversations,
    events: base.hub,
    emit: (event) => base.hub.emit(event),
    noticesOf: (notice) => noticesOf(settings.current().config, notice),
    findSource,
    home: paths.root,
    channels: CHANNELS,
  });
  closers.add(() => hub.close());
  closers.add(settings.onChange(() => hub.settingsChanged()));
  return {
    hub,
    sinks: {
      has: (name) => hub.rulesOf(name) !== null,
      sinkOf: (name) => hub.sinkOf(name),
      rulesOf: (name) => hub.rulesOf(name) ?? reportRules(name),
    },
  };
}
