// The commands about deliveries and runs, and about what holds them back.

import type { CommandRow } from "./row.ts";

/** Deliveries, runs, pauses, budgets. */
export const RECORD_ROWS: readonly CommandRow[] = [
  {
    words: "delivery list",
    summary: "list deliveries, newest first",
    load: async () => (await import("./delivery/list.ts")).deliveryList,
  },
  {
    words: "delivery show",
    summary: "show one delivery from request to report",
    load: async () => (await import("./delivery/show.ts")).deliveryShow,
  },
  {
    words: "delivery approve",
    summary: "let a delivery run that waits for your word",
    load: async () => (await import("./delivery/approve.ts")).deliveryApprove,
  },
  {
    words: "delivery replay",
    summary: "run a delivery again, as a new one, changed where you like",
    load: async () => (await import("./delivery/replay.ts")).deliveryReplay,
  },
  {
    words: "delivery discard",
    summary: "end a delivery that waits, without a run",
    load: async () => (await import("./delivery/discard.ts")).deliveryDiscard,
  },
  {
    words: "delivery release",
    summary: "let a held delivery go on, or all of them",
    load: async () => (await import("./delivery/release.ts")).deliveryRelease,
  },
  {
    words: "run list",
    summary: "list runs, newest first",
    load: async () => (await import("./run/list.ts")).runList,
  },
  {
    words: "run show",
    summary: "show one run and the agent's answer",
    load: async () => (await import("./run/show.ts")).runShow,
  },
  {
    words: "run logs",
    summary: "print what a run wrote",
    load: async () => (await import("./run/logs.ts")).runLogs,
  },
  {
    words: "run stop",
    summary: "end a run that is going on",
    load: async () => (await import("./run/stop.ts")).runStop,
  },
  {
    words: "gap list",
    summary: "list when nothing could be received, and what was asked for since",
    load: async () => (await import("./gap/list.ts")).gapList,
  },
  {
    words: "gap show",
    summary: "show one repair with what became of each delivery",
    load: async () => (await import("./gap/show.ts")).gapShow,
  },
  {
    words: "repair",
    summary: "ask senders for what they could not deliver",
    load: async () => (await import("./repair.ts")).repair,
  },
  {
    words: "pause",
    summary:
      "hold what comes: of a hook, for a provider, or everything; alone, list what is paused",
    load: async () => (await import("./pause.ts")).pause,
  },
  {
    words: "resume",
    summary: "end a pause",
    load: async () => (await import("./resume.ts")).resume,
  },
  {
    words: "budget",
    summary: "show what hooks have cost today, against their limits",
    load: async () => (await import("./budget/show.ts")).budgetShow,
  },
  {
    words: "budget raise",
    summary: "let a hook do more today",
    load: async () => (await import("./budget/raise.ts")).budgetRaise,
  },
  {
    words: "dry-run",
    summary: "show what a hook, edited or not, would do with recorded deliveries",
    load: async () => (await import("./dry-run.ts")).dryRun,
  },
  {
    words: "ack",
    summary: "say that a woken session has its prompt, or what it did",
    load: async () => (await import("./ack.ts")).ack,
  },
];
