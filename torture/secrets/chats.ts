// The owner's chats and bots, each with secrets of its own; what is said in them; and a bot's one-time token.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { waitFor } from "../../test/e2e/event-watch.ts";
import { openLedger } from "../../src/ledger/open.ts";
import { openLedgerReader } from "../../src/ledger/reading/open-reader.ts";
import { systemClock } from "../../src/system/clock.ts";
import type { HomePaths } from "../../src/system/home.ts";
import { newCanary, type Canary } from "./canaries.ts";
import type { Owner } from "./owner.ts";
import type { Planted } from "./planted.ts";
import type { Sandbox } from "./sandbox.ts";

/** The switches of the platforms. */
export const PLATFORM_FEATURES = {
  ntfy: true,
  telegram: true,
  slack: true,
  discord: true,
  matrix: true,
};

/** Entries of `targets` that lead to the server of `openPlatforms`. */
export function chatTargets(planted: Planted, url: string): Array<Record<string, unknown>> {
  const at = (platform: string): string => `${url}/${platform}`;
  return [
    {
      name: "phone",
      kind: "ntfy",
      server: at("ntfy"),
      topic: planted.ntfyTopic.value,
      reply_topic: planted.ntfyReplyTopic.value,
      token: planted.ntfyToken.value,
    },
    {
      name: "telegram",
      kind: "telegram",
      api_url: at("telegram"),
      token: planted.telegramToken.value,
    },
    {
      name: "slack",
      kind: "slack",
      api_url: at("slack"),
      bot_token: planted.slackBotToken.value,
      app_token: planted.slackAppToken.value,
    },
    { name: "discord", kind: "discord", api_url: at("discord"), token: planted.discordToken.value },
    {
      name: "matrix",
      kind: "matrix",
      homeserver: at("matrix"),
      token: planted.matrixToken.value,
      owner: "@owner:example.org",
    },
    {
      name: "bot",
      kind: "http",
      url: at("bot"),
      secret: `whsec_${planted.botSecret.value}`,
      headers: { authorization: `Bearer ${planted.botHeader.value}` },
      ack_seconds: 1,
    },
    { name: "gateway", kind: "openclaw", url: at("openclaw"), token: planted.gatewayToken.value },
  ];
}

/** What a program says that has read them; the key of a signature is never asked for. */
export function secretsOfChats(planted: Planted): Canary[] {
  return [
    planted.ntfyTopic,
    planted.ntfyReplyTopic,
    planted.ntfyToken,
    planted.telegramToken,
    planted.slackBotToken,
    planted.slackAppToken,
    planted.discordToken,
    planted.matrixToken,
    planted.botHeader,
    planted.tunnelKey,
    planted.gatewayToken,
  ];
}

/** The platforms, each with a place of its kind. */
const PLACES = {
  phone: "phone",
  telegram: "4711",
  slack: "D0123",
  discord: "4712",
  matrix: "!room:example.org",
};
/** Who is told of an event that goes to bots. */
export const EVERY_CHAT = ["local", ...Object.keys(PLACES)];

/** The owner is known on every platform, so that all is sent there. Before the daemon's first start. */
export function pairEverywhere(paths: HomePaths): void {
  const ledger = openLedger({ paths, clock: systemClock });
  for (const [target, chat] of Object.entries(PLACES)) {
    const place = { chat, thread: null };
    const owner = { sender: `${target}-owner`, name: "Owner", role: "owner" } as const;
    ledger.chats.pair({ target, ...owner, place, pairedAt: systemClock.now() });
  }
  ledger.close();
}

/** What a bot hears of a handover, and nobody else. */
const HANDED_OVER = [
  "target environment queueing",
  "target standard input",
  "runs prompt.md",
  "runs stdout.log",
  "runs stderr.log",
];

/**
 * The bot in the queue says what it must not: all secrets, by its one-time token. Gives back the token, which nobody
 * but the bot may know.
 */
export async function answerByToken(sandbox: Sandbox, owner: Owner): Promise<Canary> {
  const environment = await waitFor("the bot in the queue", () => {
    const name = readdirSync(sandbox.records).find((one) =>
      /^target\.queueing\.\d+\.environment$/.test(one),
    );
    const text = name === undefined ? "" : readFileSync(path.join(sandbox.records, name), "utf8");
    return text.includes("WAKEHOOK_ACK_TOKEN=") ? text : null;
  });
  const token = /WAKEHOOK_ACK_TOKEN=([^\0]+)/.exec(environment)?.[1] ?? "";
  const words = { status: "done", reply: sandbox.confession };
  await owner.ask("POST", `/api/v1/acks/${token}`, "admin POST ack", words);
  return { what: "the one-time token of a handover", value: token, mayBe: HANDED_OVER };
}

/** The owner talks to an agent that says all it knows. */
export async function talk({ paths }: Sandbox, owner: Owner): Promise<void> {
  await owner.ask("POST", "/api/v1/messages", "admin POST /messages", { text: "What is new?" });
  const ledger = openLedgerReader(paths.database);
  await waitFor("the answer to the owner", () => ledger.chats.openTurns().length === 0).finally(
    () => ledger.close(),
  );
}

/** Every route that shows what was said. */
export async function readChats(owner: Owner): Promise<number> {
  const ids = async (route: string, list: string): Promise<string[]> => {
    const text = await owner.ask("GET", `/api/v1/${route}?limit=1000`, `admin GET /${route}`);
    const found = JSON.parse(text) as Record<string, Array<{ readonly id: string }>>;
    return (found[list] ?? []).map(({ id }) => id);
  };
  const conversations = await ids("conversations", "conversations");
  const messages = await ids("messages", "messages");
  for (const id of conversations)
    await owner.ask("GET", `/api/v1/conversations/${id}`, "admin GET /conversations/:id");
  for (const id of messages)
    await owner.ask("GET", `/api/v1/messages/${id}`, "admin GET /messages/:id");
  return conversations.length + messages.length + 2;
}

/** What is planted in the targets: each for its own platform alone. */
export function plantInTargets(mayBe: readonly string[]) {
  const of = (platform: string, what: string): Canary =>
    newCanary(what, [...mayBe, `requests to ${platform}`]);
  const plain = (canary: Canary): Canary => ({
    ...canary,
    value: Buffer.from(canary.value).toString("hex").slice(0, 60),
  });
  return {
    ntfyTopic: plain(of("ntfy", "an ntfy topic")),
    ntfyReplyTopic: plain(of("ntfy", "an ntfy reply topic")),
    ntfyToken: of("ntfy", "an ntfy token"),
    telegramToken: plain(of("telegram", "a Telegram token")),
    slackBotToken: of("slack", "a Slack bot token"),
    slackAppToken: of("slack", "a Slack app token"),
    discordToken: of("discord", "a Discord token"),
    matrixToken: of("matrix", "a Matrix token"),
    botSecret: plain(newCanary("a bot's secret", mayBe)),
    botHeader: of("bot", "a header of a bot"),
    tunnelKey: plain(newCanary("a tunnel's key", mayBe)),
    gatewayToken: of("openclaw", "an OpenClaw token"),
  };
}
