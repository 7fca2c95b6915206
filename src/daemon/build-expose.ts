// In: the settings, and the ways to start and end a program. Out: what makes the hook listener reachable from outside.

import { askProgram } from "../agents/process/ask-program.ts";
import { findExecutable } from "../agents/process/executable.ts";
import { createRunProcess } from "../agents/process/run-process.ts";
import { endOrphan, sweepRun } from "../agents/process/sweep.ts";
import type { ExposePort } from "../core/ports/expose-port.ts";
import type { RunId } from "../core/records/ids.ts";
import { createBaseUrl } from "../expose/base-url.ts";
import { createLeftovers } from "../expose/leftovers.ts";
import { createExposeSupervisor } from "../expose/supervisor.ts";
import { noticesOf } from "../report/report.ts";
import { changeConfig } from "../settings/edit/edit-config.ts";
import { systemRandomness } from "../system/randomness.ts";
import type { Base } from "./base.ts";
import type { DaemonContext } from "./context.ts";
import type { Address } from "./doors.ts";

const NAME_BYTES = 12;

/** Builds it; nothing is started before the hook listener is open. */
export function buildExpose(
  { clock, closers, environment, paths }: DaemonContext,
  { gaps, hub, ledger, log, mask, settings }: Base,
  wakeOutbox: () => void,
): ExposePort & { start(hooks: Address | null): void } {
  let listener: Address | null = null;
  const runProcess = createRunProcess({ clock });
  const folder = paths.exposeFolder;
  const supervisor = createExposeSupervisor({
    clock,
    environment,
    platform: process.platform,
    log,
    mask,
    gaps,
    folder,
    listener: () => listener,
    runProcess,
    findExecutable,
    ask: (question) => askProgram(runProcess, question),
    emit: (event) => hub.emit(event),
    notify({ key, title, text }) {
      const notice = { notice: "tunnel", title, text, hook_id: null };
      if (ledger.notify(key, noticesOf(settings.current().config, notice))) wakeOutbox();
    },
    settings: () => settings.current(),
    fraction: () => systemRandomness.fraction(),
    newName: () => `expose_${systemRandomness.bytes(NAME_BYTES).toString("hex")}` as RunId,
    leftovers: createLeftovers(folder, (pid, start, name) =>
      pid === null ? sweepRun(name) : endOrphan(pid, start, name),
    ),
    baseUrl: createBaseUrl({
      folder,
      changeConfig: (change) => changeConfig(paths, change),
      reload: () => settings.reload(),
    }),
  });
  return {
    status: () => supervisor.status(),
    retry: () => supervisor.retry(),
    start(hooks) {
      listener = hooks;
      supervisor.start();
      closers.add(
        settings.onChange(() => supervisor.settingsChanged()),
        () => supervisor.close(),
      );
    },
  };
}
