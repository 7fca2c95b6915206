// What of a daemon a chat needs: the real admin API on a real socket, over a real chat store. Agents and the dispatcher
// are stand-ins: an answer comes when the test says so.

import { mkdir, rm, writeFile } from "node:fs/promises";
import { onTestFinished } from "vitest";
import { tellingStore } from "../../../src/chat/telling-store.ts";
import type { CardAnswer } from "../../../src/core/ports/cards-port.ts";
import type { NewMessage } from "../../../src/core/ports/chat-store-port.ts";
import type { Message } from "../../../src/core/records/conversation.ts";
import type { DeliveryId } from "../../../src/core/records/ids.ts";
import { openListener } from "../../../src/http/listener.ts";
import { openLedger, type Ledger } from "../../../src/ledger/open.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { createEventHub } from "../../../src/system/event-hub.ts";
import type { HomePaths } from "../../../src/system/home.ts";
import { newMessageId, systemRandomness } from "../../../src/system/randomness.ts";
import { openHarness, TOKEN } from "../../admin/harness.ts";
import { stubConversations, type StubConversations } from "../../chat/hub/stub-conversations.ts";

/** A daemon that only chats. */
export interface ChatDaemon {
  readonly conversations: StubConversations;
  readonly ledger: Ledger;
  readonly decisions: CardAnswer[];
  /** Something is said in the chat. */
  say(text: string, more?: Partial<NewMessage>): Message;
  /** A card that waits for an answer. */
  ask(text: string, token: string): Message;
  /** Somebody else answers a card. */
  settle(token: string, words: string): void;
  /** How many follow its events. */
  watchers(): number;
  /** What is asked with this in its URL is done, and never answered. */
  fallSilentTo(part: string): void;
  /** It goes; what it has on disk stays. */
  stop(): Promise<void>;
}

/** Starts it on a free port, and leaves in the home what leads the CLI to it. */
export async function startChatDaemon(paths: HomePaths): Promise<ChatDaemon> {
  await mkdir(paths.root, { recursive: true, mode: 0o700 });
  const ledger = openLedger({ paths, clock: systemClock });
  const hub = createEventHub((fault) => {
    throw fault;
  });
  const clock = systemClock;
  const store = tellingStore({ store: ledger.chats, clock, emit: (event) => hub.emit(event) });
  const conversations = stubConversations(store, clock);
  const decisions: CardAnswer[] = [];
  let watchers = 0;
  let silentTo: string | null = null;
  const address = { host: "127.0.0.1", port: 0 };
  const settle = (token: string, words: string, by = "Ann, Telegram") =>
    store.decide(token, { verb: "run", words, by, at: clock.now() });
  const harness = openHarness({
    clock,
    events: hub,
    addresses: () => ({ admin: address, hooks: null }),
    chat: {
      store,
      conversations,
      cards: {
        async decide(answer) {
          const words = `${answer.verb}: ${answer.by}`;
          const result = settle(answer.token, words, answer.by);
          if (result.kind === "decided") decisions.push(answer);
          if (result.kind === "unknown")
            return { ...result, words: "no such card", deliveryId: null };
          if (result.kind === "decided") return { ...result, words };
          return { kind: "already", words: `too late: ${result.words}`, deliveryId: null };
        },
      },
    },
  });
  const listener = await openListener({
    ...address,
    clock,
    portSetting: "admin.port",
    async fetch(request, info) {
      const answer = await harness.admin.fetch(request, info);
      if (request.url.includes("/events")) watchers += 1;
      const isSilent = silentTo !== null && request.url.includes(silentTo);
      return isSilent ? new Promise<Response>(() => {}) : answer;
    },
  });
  address.port = listener.address.port;
  await writeFile(paths.adminTokenFile, `${TOKEN}\n`, { mode: 0o600 });
  await writeFile(
    paths.daemonFile,
    JSON.stringify({ pid: process.pid, hooks_address: null, admin_address: address }),
  );
  let isUp = true;
  async function stop(): Promise<void> {
    if (!isUp) return;
    isUp = false;
    await rm(paths.daemonFile, { force: true });
    harness.close();
    await listener.close(0);
    ledger.close();
  }
  onTestFinished(stop);

  function say(text: string, more: Partial<NewMessage> = {}): Message {
    const at = clock.now();
    const said = store.say({
      id: newMessageId(at, systemRandomness),
      chat: "main",
      conversationId: null,
      turnId: null,
      author: "wakehook",
      kind: "report",
      text,
      createdAt: at,
      postTo: [],
      ...more,
    });
    if (said === null) throw new Error("said before");
    return said;
  }

  return {
    watchers: () => watchers,
    fallSilentTo: (part) => void (silentTo = part),
    conversations,
    ledger,
    decisions,
    say,
    ask: (text, token) =>
      say(text, {
        card: {
          token: token.padEnd(22, "0"),
          deliveryId: "dlv_01k9zzzzzzzzzzzzzzzzzzzzzz" as DeliveryId,
          buttons: [
            { verb: "run", label: "Run" },
            { verb: "read_only", label: "Run read-only" },
            { verb: "discard", label: "Discard" },
          ],
        },
      }),
    settle: (token, words) => void settle(token.padEnd(22, "0"), words),
    stop,
  };
}
