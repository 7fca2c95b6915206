// One entry of `targets` in config.json: where words go. One row of the table per kind.

import * as z from "zod";
import { snakeObject } from "./snake-object.ts";
import { MAIN_CHAT } from "../records/conversation.ts";
import type { FeatureName } from "./features.ts";

const meaning = (description: string) => ({ description });
const secret = (description: string) => ({ description, secret: true });

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const httpUrl = z.url({ protocol: /^https?$/ });
const positive = z.number().positive();

const common = {
  name: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/)
    .meta(meaning("what to, fallback, report and owner call it")),
  timeout_seconds: positive.max(86_400).optional().meta(meaning("default the hook's")),
};
const ack = {
  ack_seconds: positive
    .max(86_400)
    .default(60)
    .meta(meaning("how long its session may wait before it takes what it was given")),
};
const chat = {
  chat: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/)
    .default(MAIN_CHAT)
    .meta(meaning("chats of one name are views of the same conversations")),
  topics: z
    .enum(["none", "hook", "entity"])
    .default("none")
    .meta(meaning("a thread or topic for each hook, or each entity, where the platform has them")),
};

/** What a kind of target is, and what its entry holds. */
export const TARGET_KINDS = {
  command: {
    meaning: "a program of yours: prompt on standard input, answer on standard output",
    feature: "commands",
    isChat: false,
    fields: {
      ...common,
      command: z.array(z.string()).min(1).meta(meaning("the argument list, no shell")),
      folder: z
        .string()
        .optional()
        .meta(meaning("where the program runs; default the home folder of wakehook")),
      queues: z
        .boolean()
        .default(false)
        .meta(
          meaning(
            "true: the program only hands the prompt on; its session says by `wakehook ack` that it has it",
          ),
        ),
      ...ack,
    },
  },
  http: {
    meaning:
      "a bot with an address: signed requests, an answer at once or an acknowledgement later",
    feature: null,
    isChat: false,
    fields: {
      ...common,
      url: httpUrl.meta(meaning("where it is posted")),
      secret: z.string().min(1).meta(secret("the key of the signature (Standard Webhooks)")),
      headers: z
        .record(z.string().regex(HEADER_NAME, "not a header name"), z.string())
        .default({})
        .meta(secret("further headers; values may be file:/path, env:NAME, Bearer env:NAME")),
      ...ack,
    },
  },
  claude_terminal: {
    meaning: "a Claude Code session that is open in a terminal",
    feature: null,
    isChat: false,
    fields: {
      ...common,
      folder: z
        .string()
        .optional()
        .meta(
          meaning(
            "the folder in which it was started; default the open session that was used last",
          ),
        ),
      ack_seconds: ack.ack_seconds
        .default(300)
        .meta(meaning("how long a session may be busy before it takes what it was given")),
    },
  },
  openclaw: {
    meaning: "an OpenClaw gateway (/hooks/agent)",
    feature: null,
    isChat: false,
    fields: {
      ...common,
      url: httpUrl.meta(meaning("the gateway's address")),
      token: z.string().min(1).meta(secret("hooks.token of the gateway")),
      agent: z.string().optional().meta(meaning("which of its agents; default its own default")),
      deliver: z
        .boolean()
        .default(false)
        .meta(meaning("true: the gateway also posts the answer to its own chat")),
      ...ack,
    },
  },
  local: {
    meaning: "the chat in the terminal and in the dashboard; there without an entry too",
    feature: null,
    isChat: true,
    fields: { ...common, ...chat },
  },
  ntfy: {
    meaning: "phone messages by ntfy; answers come back by a second topic",
    feature: "ntfy",
    isChat: true,
    fields: {
      ...common,
      ...chat,
      server: httpUrl.default("https://ntfy.sh").meta(meaning("the ntfy server")),
      topic: z
        .string()
        .min(1)
        .meta(secret("where messages are published; whoever knows it reads them")),
      reply_topic: z
        .string()
        .min(1)
        .optional()
        .meta(secret("where buttons and answers come back; without it nothing does")),
      token: z.string().min(1).optional().meta(secret("access token of the server")),
    },
  },
  telegram: {
    meaning: "a Telegram bot",
    feature: "telegram",
    isChat: true,
    fields: {
      ...common,
      ...chat,
      token: z.string().min(1).meta(secret("the bot's token")),
      api_url: httpUrl.optional().meta(meaning("another Bot API server")),
    },
  },
  slack: {
    meaning: "a Slack app in Socket Mode",
    feature: "slack",
    isChat: true,
    fields: {
      ...common,
      ...chat,
      bot_token: z.string().min(1).meta(secret("xoxb-...")),
      app_token: z.string().min(1).meta(secret("xapp-..., with connections:write")),
      api_url: httpUrl.optional().meta(meaning("another Slack API server")),
    },
  },
  discord: {
    meaning: "a Discord bot",
    feature: "discord",
    isChat: true,
    fields: {
      ...common,
      ...chat,
      token: z.string().min(1).meta(secret("the bot's token")),
      api_url: httpUrl.optional().meta(meaning("another Discord API server")),
    },
  },
  matrix: {
    meaning: "a Matrix account of the bot; rooms without encryption",
    feature: "matrix",
    isChat: true,
    fields: {
      ...common,
      ...chat,
      homeserver: httpUrl.meta(meaning("the homeserver's address")),
      token: z.string().min(1).meta(secret("access token of the bot's account")),
      owner: z
        .string()
        .regex(/^@[^\s:]+:[^\s]+$/, "not an account: @you:example.org")
        .meta(meaning("your own account, @you:example.org: it is invited to the bot's room")),
    },
  },
} as const satisfies Record<string, TargetKindRow>;

interface TargetKindRow {
  readonly meaning: string;
  /** The switch of config.json that it needs; null: none. */
  readonly feature: FeatureName | null;
  readonly isChat: boolean;
  readonly fields: z.ZodRawShape;
}

/** A kind of target. */
export type TargetKind = keyof typeof TARGET_KINDS;

function entry<Kind extends TargetKind, Shape extends z.ZodRawShape>(kind: Kind, fields: Shape) {
  const named = { kind: z.literal(kind).meta(meaning(TARGET_KINDS[kind].meaning)) };
  return snakeObject<Shape & typeof named>({ ...fields, ...named });
}

/** One entry of `targets`. */
export const Target = z.discriminatedUnion("kind", [
  entry("command", TARGET_KINDS.command.fields),
  entry("http", TARGET_KINDS.http.fields),
  entry("claude_terminal", TARGET_KINDS.claude_terminal.fields),
  entry("openclaw", TARGET_KINDS.openclaw.fields),
  entry("local", TARGET_KINDS.local.fields),
  entry("ntfy", TARGET_KINDS.ntfy.fields),
  entry("telegram", TARGET_KINDS.telegram.fields),
  entry("slack", TARGET_KINDS.slack.fields),
  entry("discord", TARGET_KINDS.discord.fields),
  entry("matrix", TARGET_KINDS.matrix.fields),
]);
/** One entry of `targets`. */
export type Target = z.output<typeof Target>;
/** A target of one kind. */
export type TargetOf<Kind extends TargetKind> = Extract<Target, { kind: Kind }>;

/** Kinds that wakehook itself chats by. */
export type ChatKind = {
  [Kind in TargetKind]: (typeof TARGET_KINDS)[Kind]["isChat"] extends true ? Kind : never;
}[TargetKind];
/** A chat of wakehook's own. */
export type ChatTarget = Extract<Target, { kind: ChatKind }>;

/** Tells whether a target is a chat of wakehook's own. */
export function isChatTarget(target: Target): target is ChatTarget {
  return TARGET_KINDS[target.kind].isChat;
}

/** The name of the chat that is always there. */
export const LOCAL_TARGET = "local";

/** The targets of config.json, and the local chat where none of them takes its name. */
export function allTargets(targets: readonly Target[]): readonly Target[] {
  if (targets.some(({ name, kind }) => name === LOCAL_TARGET || kind === "local")) return targets;
  return [...targets, { name: LOCAL_TARGET, kind: "local", chat: MAIN_CHAT, topics: "none" }];
}

/** A target as it is in force. */
export interface LoadedTarget {
  /** Its secrets resolved: never printed. */
  readonly target: Target;
  /** Why it cannot be used; null: it can. */
  readonly problem: string | null;
  readonly secretValues: readonly string[];
}
