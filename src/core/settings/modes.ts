// The closed list of modes: what a hook does with a delivery.

import type { FeatureName } from "./features.ts";

interface ModeRow {
  readonly meaning: string;
  /** The switch without which nothing of this mode runs; null: it depends on its targets. */
  readonly feature: FeatureName | null;
}

/** One row per mode; docs, schema and help are printed from it. */
export const MODES = {
  wake: {
    meaning: "puts the prompt into the owner's chat session as a turn",
    feature: null,
  },
  cron_task: {
    meaning: "runs an agent CLI once, in a task folder",
    feature: "agents",
  },
  notify: {
    meaning: "sends a rendered message to targets, without a model",
    feature: null,
  },
  forward: { meaning: "sends the event to another URL", feature: "forward" },
  command: {
    meaning: "runs an argument list in the task folder",
    feature: "commands",
  },
} as const satisfies Record<string, ModeRow>;

/** A mode's name as written in webhooks.json. */
export type ModeName = keyof typeof MODES;

/** Tells whether a text names a mode. */
export function isModeName(text: string): text is ModeName {
  return Object.hasOwn(MODES, text);
}
