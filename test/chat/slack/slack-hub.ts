// A hub with one paired Slack chat.

import { expect, onTestFinished } from "vitest";
import { createSlackChannel } from "../../../src/chat/slack/slack-channel.ts";

import { hubBench, until, type HubBench } from "../hub/hub-bench.ts";
import { slackServer, type SlackServer } from "./slack-server.ts";

export interface SlackHub extends HubBench {
  readonly slack: SlackServer;
}

export interface SlackHubOptions {
  readonly slack?: SlackServer;
  readonly home?: string;
  readonly entry?: object;
}

/** Begun, and not yet connected. */
export async function slackHub(options: SlackHubOptions = {}): Promise<SlackHub> {
  const slack = options.slack ?? (await slackServer());
  if (options.slack === undefined) onTestFinished(() => slack.close());
  const bench = hubBench({
    channels: { slack: () => Promise.resolve(createSlackChannel) },
    targets: [{ name: "phone", kind: "slack", ...slack.entry, ...options.entry }],
    features: ["slack"],
    owner: ["phone"],
    ...(options.home === undefined ? {} : { home: options.home }),
  });
  bench.store.pair({
    target: "phone",
    sender: slack.people.owner,
    name: "Ann",
    role: "owner",
    place: { chat: slack.ownerChat, thread: null },
    pairedAt: 1,
  });
  bench.start();
  return { ...bench, slack };
}

export async function connectedSlack(options: SlackHubOptions = {}): Promise<SlackHub> {
  const made = await slackHub(options);
  await until(() => expect(made.chats.health("phone").state).toBe("up"));
  return made;
}
