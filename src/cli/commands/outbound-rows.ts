// The commands about what leaves, by their words.

import type { CommandRow } from "./row.ts";

/** The outbox, the chats and the subscriptions. */
export const OUTBOUND_ROWS: readonly CommandRow[] = [
  {
    words: "outbox list",
    summary: "list what leaves wakehook, newest first",
    load: async () => (await import("./outbox/list.ts")).outboxList,
  },
  {
    words: "outbox show",
    summary: "show one message with its tries",
    load: async () => (await import("./outbox/show.ts")).outboxShow,
  },
  {
    words: "outbox retry",
    summary: "send messages again",
    load: async () => (await import("./outbox/retry.ts")).outboxRetry,
  },
  {
    words: "outbox discard",
    summary: "cancel messages that wait or were given up",
    load: async () => (await import("./outbox/discard.ts")).outboxDiscard,
  },
  {
    words: "channel add",
    summary: "set a chat platform up: ntfy, Telegram, Slack, Discord, Matrix",
    load: async () => (await import("./channel/add.ts")).channelAdd,
  },
  {
    words: "channel list",
    summary: "list the chats with how they do and who is paired",
    load: async () => (await import("./channel/list.ts")).channelList,
  },
  {
    words: "channel pair",
    summary: "let somebody be known on a chat platform, by a one-time code",
    load: async () => (await import("./channel/pair.ts")).channelPair,
  },
  {
    words: "channel test",
    summary: "post a message to a chat",
    load: async () => (await import("./channel/test.ts")).channelTest,
  },
  {
    words: "channel remove",
    summary: "remove a chat, or one person from it",
    load: async () => (await import("./channel/remove.ts")).channelRemove,
  },
  {
    words: "terminal install",
    summary: "let wakes reach the Claude Code session that is open",
    load: async () => (await import("./terminal/install.ts")).terminalInstall,
  },
  {
    words: "terminal uninstall",
    summary: "take wakehook's hooks out of Claude Code",
    load: async () => (await import("./terminal/uninstall.ts")).terminalUninstall,
  },
  {
    words: "terminal status",
    summary: "say whether open sessions can be woken, and list them",
    load: async () => (await import("./terminal/status.ts")).terminalStatus,
  },
  {
    words: "terminal hook",
    summary: "what Claude Code calls; not for people",
    load: async () => (await import("./terminal/hook.ts")).terminalHook,
  },
  {
    words: "subscription add",
    summary: "tell a URL what happens, signed",
    load: async () => (await import("./subscription/add.ts")).subscriptionAdd,
  },
  {
    words: "subscription list",
    summary: "list subscriptions with how they do",
    load: async () => (await import("./subscription/list.ts")).subscriptionList,
  },
  {
    words: "subscription show",
    summary: "show one subscription and its last messages",
    load: async () => (await import("./subscription/show.ts")).subscriptionShow,
  },
  {
    words: "subscription set",
    summary: "change fields of a subscription",
    load: async () => (await import("./subscription/set.ts")).subscriptionSet,
  },
  {
    words: "subscription remove",
    summary: "remove a subscription",
    load: async () => (await import("./subscription/remove.ts")).subscriptionRemove,
  },
  {
    words: "subscription rotate",
    summary: "give a subscription a new secret, or all a new key",
    load: async () => (await import("./subscription/rotate.ts")).subscriptionRotate,
  },
  {
    words: "subscription test",
    summary: "send an example to a subscription",
    load: async () => (await import("./subscription/test.ts")).subscriptionTest,
  },
  {
    words: "subscription enable",
    summary: "send to a subscription again that was disabled",
    load: async () => (await import("./subscription/enable.ts")).subscriptionEnable,
  },
  {
    words: "subscription events",
    summary: "list what subscriptions can be told",
    load: async () => (await import("./subscription/events.ts")).subscriptionEvents,
  },
];
