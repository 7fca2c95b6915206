// The commands about what leaves, by their words.

import type { CommandRow } from "./row.ts";

/** The outbox. */
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
];
