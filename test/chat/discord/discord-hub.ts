// A hub with one paired Discord chat.

import { expect, onTestFinished } from "vitest";
import { createDiscordChannel } from "../../../src/chat/discord/discord-channel.ts";
import { hubBench, until, type HubBench } from "../hub/hub-bench.ts";
import { discordServer, type DiscordServer } from "./discord-server.ts";

export interface DiscordHub extends HubBench {
  readonly discord: DiscordServer;
}

export interface DiscordHubOptions {
  readonly discord?: DiscordServer;
  readonly home?: string;
}

/** Begun, and not yet connected. */
export async function discordHub(options: DiscordHubOptions = {}): Promise<DiscordHub> {
  const discord = options.discord ?? (await discordServer());
  if (options.discord === undefined) onTestFinished(() => discord.close());
  const bench = hubBench({
    channels: { discord: () => Promise.resolve(createDiscordChannel) },
    targets: [{ name: "phone", kind: "discord", ...discord.entry }],
    features: ["discord"],
    owner: ["phone"],
    ...(options.home === undefined ? {} : { home: options.home }),
  });
  bench.store.pair({
    target: "phone",
    sender: discord.people.owner,
    name: "Ann",
    role: "owner",
    place: { chat: discord.ownerChat, thread: null },
    pairedAt: 1,
  });
  bench.start();
  return { ...bench, discord };
}

export async function connectedDiscord(options: DiscordHubOptions = {}): Promise<DiscordHub> {
  const made = await discordHub(options);
  await until(() => expect(made.chats.health("phone").state).toBe("up"));
  return made;
}
