// The closed list of features that are off until the owner turns them on.

/** One row per feature switch of config.json. */
export const FEATURES = {
  agents: {
    meaning: "agent CLIs may be started (mode cron_task, and conversations of chats)",
    landed: true,
  },
  commands: {
    meaning: "the owner's own programs may be started: command targets, mode command",
    landed: true,
  },
  forward: { meaning: "events may be sent to other URLs (mode forward)", landed: true },
  sender_reports: {
    meaning: "how work ended may be told to the system that sent the event (report_to_sender)",
    landed: true,
  },
  ntfy: { meaning: "messages by ntfy", landed: true },
  telegram: { meaning: "messages by Telegram", landed: true },
  slack: { meaning: "messages by Slack", landed: true },
  discord: { meaning: "messages by Discord", landed: true },
  matrix: { meaning: "messages by Matrix", landed: true },
  tunnel: { meaning: "wakehook may open a way in from outside", landed: true },
} as const satisfies Record<string, { meaning: string; landed: boolean }>;

/** A feature's name as written in config.json. */
export type FeatureName = keyof typeof FEATURES;
