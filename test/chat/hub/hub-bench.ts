// A hub as the daemon has it: the real ledger, the real outbox, real settings; agents and the dispatcher are stand-ins,
// and time goes twenty times faster.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished, vi } from "vitest";
import type { ChannelTable } from "../../../src/chat/channels/channel-deps.ts";
import { createChatHub } from "../../../src/chat/hub/hub.ts";
import type { HubDispatcher } from "../../../src/chat/hub/hub-deps.ts";
import { tellingStore } from "../../../src/chat/telling-store.ts";
import { Config } from "../../../src/core/settings/config.ts";
import type { ChatStorePort, NewMessage } from "../../../src/core/ports/chat-store-port.ts";
import type { Message } from "../../../src/core/records/conversation.ts";
import type { Delivery } from "../../../src/core/records/delivery.ts";
import type { WakehookEvent } from "../../../src/core/records/wakehook-event.ts";
import { WakehookError } from "../../../src/core/records/errors.ts";
import type { LedgerPort } from "../../../src/core/ports/ledger-port.ts";
import type { RunPlan } from "../../../src/core/admission/run-plan.ts";
import type { SettingsSnapshot } from "../../../src/core/settings/settings.ts";
import { allTargets } from "../../../src/core/settings/target.ts";
import { openLedger } from "../../../src/ledger/open.ts";
import { createOutbox } from "../../../src/report/outbox.ts";
import { reportRules } from "../../../src/report/report-rules.ts";
import { noticesOf, reportsOf } from "../../../src/report/report.ts";
import { createEventHub } from "../../../src/system/event-hub.ts";
import { newMessageId, systemRandomness } from "../../../src/system/randomness.ts";
import { aDelivery, ledgerPaths, LIMITS } from "../../ledger/temp-ledger.ts";
import { fastClock } from "../fast-clock.ts";
import { stubConversations } from "./stub-conversations.ts";

export const FACTOR = 20;

export interface BenchOptions {
  readonly channels: ChannelTable;
  /** Entries of `targets`, as the owner writes them. */
  readonly targets: readonly object[];
  readonly features?: readonly string[];
  readonly owner?: readonly string[];
  /** What would run for a delivery; absent: nothing. */
  readonly plan?: RunPlan;
  /** A home that is there already: as after a restart. */
  readonly home?: string;
  /** How much faster time goes; 1 where a real server keeps its own. */
  readonly factor?: number;
}

export type HubBench = ReturnType<typeof hubBench>;

/** What a hook looks like where nothing of it matters. */
export function settingsOf(
  options: Pick<BenchOptions, "targets" | "features" | "owner">,
): SettingsSnapshot {
  const { targets, features = [], owner = [] } = options;
  const config = Config.parse({
    targets,
    owner,
    features: Object.fromEntries(features.map((name) => [name, true])),
  });
  return {
    config,
    targets: allTargets(config.targets).map((target) => ({
      target,
      problem: null,
      secretValues: [],
    })),
    hooks: new Map(),
    problems: [],
    secretValues: [],
  };
}

export function hubBench(options: BenchOptions) {
  const home = options.home ?? mkdtempSync(path.join(tmpdir(), "wakehook-hub-"));
  const clock = fastClock(options.factor ?? FACTOR);
  const logged: Array<{ level: string; message: string; fields: unknown }> = [];
  const line = (level: string) => (message: string, fields?: unknown) =>
    void logged.push({ level, message, fields });
  const log = {
    debug: line("debug"),
    info: line("info"),
    warn: line("warn"),
    error: line("error"),
  };
  const events: WakehookEvent[] = [];
  const hub = createEventHub((thrown) => {
    throw thrown;
  });
  hub.subscribe((event) => void events.push(event));
  const emit = (event: WakehookEvent): void => hub.emit(event);
  const ledger = openLedger({ paths: ledgerPaths(home), clock });
  const store: ChatStorePort = tellingStore({ store: ledger.chats, clock, emit });
  const conversations = stubConversations(store, clock);
  const settings = { current: settingsOf(options) };
  const decisions: string[] = [];
  const dispatcher = stubDispatcher({
    ledger,
    decisions,
    emit,
    now: () => clock.now(),
    plan: options.plan,
  });
  const told: Array<{ sink: string; payload: unknown }> = [];
  const chats = createChatHub({
    clock,
    randomness: systemRandomness,
    log,
    store,
    ledger,
    settings: () => settings.current,
    conversations: () => conversations,
    dispatcher: () => dispatcher,
    events: hub,
    emit,
    wakeOutbox: () => outbox.wake(),
    noticesOf: (notice) => noticesOf(settings.current.config, notice),
    findSource: () => undefined,
    mask: (text) => text.replaceAll("s3cr3t-of-the-owner", "[masked]"),
    home,
    channels: options.channels,
  });
  const outbox = createOutbox({
    clock,
    randomness: systemRandomness,
    ledger,
    log,
    emit,
    noticesOf: (notice) => noticesOf(settings.current.config, notice),
    sinkOf: (name) =>
      chats.sinkOf(name) ??
      (({ sink, payload }) => {
        told.push({ sink, payload: JSON.parse(payload) });
        return Promise.resolve({ ok: true });
      }),
    rulesOf: (name) => chats.rulesOf(name) ?? reportRules(name),
  });
  hub.subscribe(({ type }) => {
    if (type === "message") outbox.wake();
  });
  let isClosed = false;

  async function close(): Promise<void> {
    if (isClosed) return;
    isClosed = true;
    await outbox.close();
    await chats.close();
    ledger.close();
  }

  onTestFinished(async () => {
    await close();
    if (options.home === undefined) rmSync(home, { recursive: true, force: true });
  });

  /** Something is said, and posted there. */
  function say(text: string, more: Partial<NewMessage> = {}): Message {
    const at = clock.now();
    const said = store.say({
      id: newMessageId(at, systemRandomness),
      chat: "main",
      conversationId: null,
      turnId: null,
      author: "agent",
      kind: "words",
      text,
      createdAt: at,
      postTo: ["phone"],
      ...more,
    });
    if (said === null) throw new Error("its key was used");
    outbox.wake();
    return said;
  }

  /** A delivery is held, and its report is on its way to the owner. */
  async function hold(number: number, status: "held:approval" | "held:paused"): Promise<Delivery> {
    const delivery = aDelivery(number, { receivedAt: clock.now() });
    await ledger.accept(delivery, LIMITS);
    const held = { status, reason: null, until: null, expiresAt: null } as const;
    const now = { ...ledger.delivery(delivery.id), ...held, state: "held" } as Delivery;
    const ending = { runId: null, durationMs: null, outcome: { status } };
    ledger.hold(delivery.id, held, reportsOf(settings.current.config, null, now, ending));
    announce(ledger, emit, clock.now(), delivery.id);
    outbox.wake();
    return now;
  }

  /** The owner saves other settings. */
  const configure = (next: Pick<BenchOptions, "targets" | "features" | "owner">): void => {
    settings.current = settingsOf(next);
    chats.settingsChanged();
    outbox.wake();
  };

  return {
    home,
    clock,
    logged,
    events,
    ledger,
    store,
    conversations,
    decisions,
    told,
    chats,
    outbox,
    say,
    hold,
    close,
    dispatcher,
    start() {
      chats.start();
      outbox.wake();
    },
    configure,
    /** Settles when nothing waits to be posted. */
    posted: () =>
      until(() => {
        const waiting = ledger.outboxWaiting();
        if (waiting.length > 0) throw new Error(`waiting: ${JSON.stringify(waiting)}`);
      }),
    emit,
  };
}

/** Settles when something does not throw any more. */
export function until<Result>(look: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(look, { timeout: 8000, interval: 5 });
}

function announce(
  ledger: LedgerPort,
  emit: (event: WakehookEvent) => void,
  at: number,
  id: Delivery["id"],
): void {
  const delivery = ledger.delivery(id);
  if (delivery !== null) emit({ type: "delivery", at, delivery });
}

/** Decides on the real ledger, by the rules of the real one. */
function stubDispatcher(deps: {
  readonly ledger: LedgerPort;
  readonly decisions: string[];
  readonly emit: (event: WakehookEvent) => void;
  readonly now: () => number;
  readonly plan: RunPlan | undefined;
}): HubDispatcher {
  const { ledger, decisions } = deps;
  const refuseUnless = (isRight: boolean, id: string): void => {
    if (!isRight) throw new WakehookError("refused", `delivery ${id} does not wait for that`);
  };
  const letGo = (id: Delivery["id"], what: string): void => {
    decisions.push(`${what} ${id}`);
    announce(ledger, deps.emit, deps.now(), id);
  };
  return {
    approve(id, permission) {
      refuseUnless(ledger.delivery(id)?.status === "held:approval", id);
      ledger.release(id, { waived: ["held:approval"], permission });
      letGo(id, permission === null ? "approve" : `approve ${permission}`);
    },
    async release(id) {
      const delivery = ledger.delivery(id);
      refuseUnless(delivery?.state === "held" && delivery.status !== "held:approval", id);
      await Promise.resolve();
      ledger.release(id);
      letGo(id, "release");
    },
    discard(id) {
      const state = ledger.delivery(id)?.state;
      refuseUnless(state === "held" || state === "queued", id);
      ledger.end(id, "skipped:discarded", null, []);
      letGo(id, "discard");
    },
    preview(id) {
      if (deps.plan !== undefined) return deps.plan;
      throw new WakehookError("refused", `nothing would run for ${id}: its hook is not there`);
    },
  };
}
