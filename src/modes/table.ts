// The modes that are at work in this version, by name.

import type { RunAgent } from "../core/ports/agent-port.ts";
import type { Mode } from "../core/ports/mode-port.ts";
import type { ModeName } from "../core/settings/modes.ts";
import { createCommand, type CommandDeps } from "./command.ts";
import { createCronTask, type CronTaskDeps } from "./cron-task.ts";
import { createForward, type ForwardDeps } from "./forward.ts";
import { createNotify, type NotifyDeps } from "./notify.ts";
import { createWake, type WakeDeps } from "./wake.ts";

/** Builds every mode that is at work. */
export function createModes(
  deps: CronTaskDeps &
    WakeDeps &
    NotifyDeps &
    ForwardDeps &
    CommandDeps & { readonly runAgent: RunAgent },
): ReadonlyMap<ModeName, Mode> {
  const modes = [
    createWake(deps),
    createCronTask(deps),
    createNotify(deps),
    createForward(deps),
    createCommand(deps),
  ];
  return new Map(modes.map((mode) => [mode.name, mode]));
}
