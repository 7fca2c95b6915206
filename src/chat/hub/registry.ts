// In: the chats of config.json, at the start and after every change. Out: one connection for each that may be at
// work: begun, begun anew where its entry changed, ended. A platform that cannot be loaded harms no other.

import { isDeepStrictEqual } from "node:util";
import type { Channel, ChannelHealth, ChannelInbound } from "../../core/ports/channel-port.ts";
import { toError } from "../../core/records/errors.ts";
import type { ChatTarget } from "../../core/settings/target.ts";
import type { ChannelDeps, CreateChannel, PlatformKind } from "../channels/channel-deps.ts";
import type { HubDeps } from "./hub-deps.ts";
import { chatsOf, obstacleOf } from "./targets.ts";

/** The connections to all platforms. */
export interface Registry {
  /** Brings what is connected in line with the settings; returns at once. */
  apply(): void;
  /** null: not connected, or not yet. */
  channel(target: string): Channel | null;
  /** Of a chat that is in force; as the platform says it, or why it was not even tried. */
  health(target: string): ChannelHealth;
  /** Ends all; settles when nothing of them is left. */
  close(): Promise<void>;
}

interface Entry {
  readonly target: ChatTarget;
  channel: Channel | null;
  /** Why there is no channel; null: it is being made. */
  fault: string | null;
  readonly since: number;
  isEnded: boolean;
  /** Settles when the channel is made, or could not be. */
  made: Promise<void>;
}

/** What the registry needs. */
export interface RegistryDeps extends Pick<
  HubDeps,
  "clock" | "randomness" | "log" | "settings" | "home" | "channels"
> {
  readonly inboundOf: (target: ChatTarget) => ChannelInbound;
  /** The connection of a target was made, or could not be; `isAnew`: its entry is another than before. */
  readonly onMade: (target: string, isAnew: boolean) => void;
}

/** Creates a registry that has connected nothing. */
export function createRegistry(deps: RegistryDeps): Registry {
  const entries = new Map<string, Entry>();
  /** The end of the last connection of a target: the next one begins behind it. */
  const ends = new Map<string, Promise<void>>();
  let isClosed = false;

  function apply(): void {
    if (isClosed) return;
    const wanted = wantedOf(deps);
    for (const [name, entry] of entries)
      if (!isDeepStrictEqual(wanted.get(name), entry.target)) end(name, entry);
    for (const [name, target] of wanted) if (!entries.has(name)) begin(name, target);
  }

  function begin(name: string, target: ChatTarget): void {
    const entry: Entry = {
      target,
      channel: null,
      fault: null,
      since: deps.clock.now(),
      isEnded: false,
      made: Promise.resolve(),
    };
    entries.set(name, entry);
    const before = ends.get(name);
    entry.made = (before ?? Promise.resolve()).then(() => make(entry, before !== undefined));
  }

  async function make(entry: Entry, isAnew: boolean): Promise<void> {
    if (entry.isEnded) return;
    const { target } = entry;
    try {
      const create = await loadChannel(deps.channels, target);
      // Ended while its library was loaded.
      if (entry.isEnded) return;
      if (create === null) entry.fault = `kind ${target.kind} is not at work in this version`;
      else {
        entry.channel = create({ ...deps, inbound: deps.inboundOf(target) });
        entry.channel.start();
      }
    } catch (thrown) {
      entry.channel = null;
      entry.fault = `it could not be started: ${toError(thrown).message}`;
      deps.log.error("a chat could not be started", { target: target.name, fault: entry.fault });
    }
    deps.onMade(target.name, isAnew);
  }

  function end(name: string, entry: Entry): void {
    entries.delete(name);
    entry.isEnded = true;
    const ended = entry.made.then(() => stopChannel(entry));
    ends.set(name, ended);
  }

  async function stopChannel({ channel, target }: Entry): Promise<void> {
    try {
      await channel?.stop();
    } catch (thrown) {
      const { message } = toError(thrown);
      deps.log.error("a chat did not stop well", { target: target.name, error: message });
    }
  }

  return {
    apply,
    channel: (name) => entries.get(name)?.channel ?? null,
    health: (name) => healthOf(deps, name, entries.get(name)),
    async close() {
      isClosed = true;
      for (const [name, entry] of entries) end(name, entry);
      await Promise.all(ends.values());
    },
  };
}

/** The platforms that may be at work now. */
function wantedOf(deps: Pick<RegistryDeps, "settings">): Map<string, ChatTarget> {
  const settings = deps.settings();
  const may = chatsOf(settings).filter(
    (one) => one.target.kind !== "local" && obstacleOf(one, settings) === null,
  );
  return new Map(may.map(({ target }) => [target.name, target]));
}

function healthOf(
  deps: Pick<RegistryDeps, "settings" | "clock">,
  name: string,
  entry: Entry | undefined,
): ChannelHealth {
  if (entry !== undefined) {
    if (entry.channel !== null) return entry.channel.health();
    const state = entry.fault === null ? "connecting" : "down";
    return { state, since: entry.since, detail: entry.fault };
  }
  const settings = deps.settings();
  const loaded = chatsOf(settings).find(({ target }) => target.name === name);
  if (loaded?.target.kind === "local") return { state: "up", since: 0, detail: null };
  const detail = loaded === undefined ? "it is not in config.json" : obstacleOf(loaded, settings);
  return { state: "down", since: deps.clock.now(), detail };
}

/** The function that makes a target's channel, its target filled in; null: its kind is not at work. */
async function loadChannel(
  table: RegistryDeps["channels"],
  target: ChatTarget,
): Promise<((deps: ChannelDeps) => Channel) | null> {
  if (target.kind === "local") return null;
  const create = await table[target.kind]?.();
  if (create === undefined) return null;
  // The row of a kind takes targets of that kind.
  return (deps) => (create as CreateChannel<PlatformKind>)(deps, target);
}
