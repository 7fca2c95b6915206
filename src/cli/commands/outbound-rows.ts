// The commands about what leaves, by their words.

import type { CommandRow } from "./row.ts";

/** The outbox and the subscriptions. */
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
