// The stand-in is tried by Discord's own libraries: what they cannot talk to, would be no Discord.

import {
  API,
  Client,
  GatewayDispatchEvents,
  GatewayIntentBits,
  MessageFlags,
} from "@discordjs/core";
import { REST } from "@discordjs/rest";
import { WebSocketManager, WebSocketShardEvents } from "@discordjs/ws";
import { expect, it, onTestFinished } from "vitest";
import { until } from "../hub/hub-bench.ts";
import { TOKEN } from "./discord-gateway.ts";
import { discordServer } from "./discord-server.ts";

it("speaks as Discord's own libraries expect it", async () => {
  const discord = await discordServer();
  onTestFinished(() => discord.close());
  const rest = new REST({ api: discord.url, version: "10" }).setToken(TOKEN);
  const gateway = new WebSocketManager({
    token: TOKEN,
    intents: GatewayIntentBits.DirectMessages,
    rest,
  });
  onTestFinished(() => gateway.destroy());
  gateway.on(WebSocketShardEvents.Error, () => {});
  const heard: string[] = [];
  new Client({ rest, gateway }).on(
    GatewayDispatchEvents.MessageCreate,
    ({ data }) => void heard.push(data.content),
  );
  const { owner } = discord.people;

  await gateway.connect();
  discord.write({ sender: owner, text: "before" });
  await until(() => expect(heard).toEqual(["before"]));
  discord.gateway.drop();
  discord.write({ sender: owner, text: "behind" });
  await until(() => expect(heard).toEqual(["before", "behind"]));
  const api = new API(rest);
  const sent = await api.channels.createMessage(discord.ownerChat, {
    content: "from the library",
    nonce: "n-1",
    enforce_nonce: true,
    flags: MessageFlags.SuppressNotifications,
    allowed_mentions: { parse: [] },
  });
  await api.channels.editMessage(discord.ownerChat, sent.id, {
    content: "changed",
    allowed_mentions: { parse: [] },
  });
  const messages = await api.channels.getMessages(discord.ownerChat, { limit: 1 });

  expect(discord.gateway.resumes).toHaveLength(1);
  expect(discord.shown()).toMatchObject([{ text: "changed", silent: true }]);
  expect(messages.map(({ id }) => id)).toEqual([sent.id]);
  expect(discord.complaints()).toEqual([]);
});
