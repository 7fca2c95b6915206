// What the tests of statuses share: hooks, targets, and waiting for where a delivery comes to stand.

import type { Client } from "./client.ts";
import { aHook, aTarget, type DaemonHome } from "./daemon-home.ts";

/** Everything that runs programs is on. */
export const SWITCHED_ON = { features: { commands: true, agents: true } };

/** One target per way to answer. */
export const TARGETS = [
  aTarget("echo", "cat > /dev/null; echo heard"),
  aTarget("silent", "cat > /dev/null"),
  aTarget("broken", "exit 7"),
];

/** A hook that runs an agent in the folder of all tasks. */
export function agentHook(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return aHook(id, { mode: "cron_task", provider: "claude", task_folder: ".", ...more });
}

/** Waits until a delivery has ended; with its runs. */
export async function ended(home: DaemonHome, daemon: Client, id: string) {
  const delivery = await daemon.until(`the end of ${id}`, () => {
    const found = home.delivery(id);
    return found?.state === "done" ? found : null;
  });
  return { ...delivery, runs: home.runs(id) };
}

/** Waits until a delivery is held. */
export function held(home: DaemonHome, daemon: Client, id: string) {
  return daemon.until(`${id} is held`, () => {
    const found = home.delivery(id);
    return found?.state === "held" ? found : null;
  });
}
