// The closed list of modes: what a hook does with a delivery.

/** One row per mode; docs, schema and help are printed from it. */
export const MODES = {
  wake: { meaning: "puts the prompt into the owner's chat session as a turn", landed: true },
  cron_task: { meaning: "runs an agent CLI once, in a task folder", landed: true },
  notify: { meaning: "sends a rendered message to targets, without a model", landed: false },
  forward: { meaning: "sends the event to another URL", landed: false },
  command: { meaning: "runs an argument list in the task folder", landed: false },
} as const satisfies Record<string, { meaning: string; landed: boolean }>;

/** A mode's name as written in webhooks.json. */
export type ModeName = keyof typeof MODES;

/** Tells whether a text names a mode. */
export function isModeName(text: string): text is ModeName {
  return Object.hasOwn(MODES, text);
}
