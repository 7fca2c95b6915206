// The hub that every chat platform hangs on: what is said leaves through it, what is answered comes in through it.

import type { ChannelHealth } from "../../core/ports/channel-port.ts";
import type { CardsPort } from "../../core/ports/cards-port.ts";
import type { ChannelsPort } from "../../core/ports/channels-port.ts";
import { toError } from "../../core/records/errors.ts";
import { createCards } from "./cards.ts";
import { createChannelCommands } from "./channel-commands.ts";
import { createFaults } from "./faults.ts";
import { createHealthWatch, postAtOnce } from "./health.ts";
import type { HubDeps } from "./hub-deps.ts";
import { createInbound } from "./inbound.ts";
import { createProgress } from "./progress.ts";
import { createRegistry } from "./registry.ts";
import { createChatSinks, type ChatSinks } from "./sink.ts";
import { createStrangerLog } from "./strangers.ts";
import { clearMessageFiles } from "./message-files.ts";

/** The hub of all chats. */
export interface ChatHub extends ChatSinks {
  readonly cards: CardsPort;
  readonly channels: ChannelsPort;
  health(target: string): ChannelHealth;
  /** Connects what the settings name; called when everything else is built. */
  start(): void;
  /** The owner's files changed. */
  settingsChanged(): void;
  /** Ends all connections; settles when nothing of them is left. */
  close(): Promise<void>;
}

/** Creates a hub that is connected to nothing. */
export function createChatHub(deps: HubDeps): ChatHub {
  /** Called from within a platform's own work, which a full disk here is not to end. */
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (thrown) {
      deps.log.error("the chats have trouble", { error: toError(thrown).message });
    }
  };
  const onChange = (target: string): void => guarded(() => health.changed(target));
  const cards = createCards(deps);
  const faults = createFaults({ ...deps, onChange });
  const onStranger = createStrangerLog(deps.log);
  const hearing = { ...deps, cards, onChange, onStranger, channel, onPaired: paired, onAlive };
  const registry = createRegistry({
    ...deps,
    inboundOf: (target) => createInbound(hearing, target),
    onMade: (target, isAnew) => guarded(() => made(target, isAnew)),
  });
  const health = createHealthWatch(deps, { registry, faults });
  const sinks = createChatSinks({ ...deps, cards, faults, channel });
  const progress = createProgress({ ...deps, channel });
  const unsubscribe = deps.events.subscribe((event) => {
    cards.note(event);
    progress.note(event);
  });

  function made(target: string, isAnew: boolean): void {
    progress.connected(target);
    health.changed(target);
    if (!isAnew) return;
    faults.forget(target);
    postAtOnce(deps, target);
  }

  function channel(target: string) {
    return registry.channel(target);
  }

  /** Somebody who is known spoke there: what failed for good may work again. */
  function onAlive(target: string): void {
    if (faults.of(target) === null) return;
    faults.forget(target);
    health.changed(target);
  }

  /** Somebody came: what failed for want of them, or of the place they are in now, may work. */
  function paired({ name }: { readonly name: string }): void {
    faults.forget(name);
    health.changed(name);
    postAtOnce(deps, name);
  }

  return {
    ...sinks,
    cards,
    channels: createChannelCommands({ ...deps, channel, health, faults }),
    health: (target) => health.of(target),
    start() {
      guarded(() => cards.settleAll());
      registry.apply();
      void clearMessageFiles(deps);
    },
    settingsChanged() {
      registry.apply();
    },
    async close() {
      unsubscribe();
      progress.close();
      await registry.close();
    },
  };
}
