// In: what the ledger has just written of a run. Out: one message for each report to the hook's sender that tells it.
// Called within the transaction, so it reads nothing and must not throw.

import type { Announcer, Happening } from "../../core/outbound/happening.ts";
import type { NewReport } from "../../core/ports/ledger-port.ts";
import { senderReportsOf, senderSink } from "../../core/outbound/sender-report.ts";
import { senderMessage, tells, type Told } from "../../core/outbound/sender-report-message.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";

type Snapshot = Pick<SettingsSnapshot, "hooks">;

/** Creates it over the settings, which may change at any time. */
export function createSenderAnnouncer(settings: () => Snapshot): Announcer {
  let seen: Snapshot | null = null;
  let isWanted = false;

  return {
    wants(kind) {
      const now = settings();
      if (now !== seen) isWanted = hasSenderReports(now);
      seen = now;
      return isWanted && (kind === "run" || kind === "moved");
    },
    messagesOf(happening): NewReport[] {
      const told = toldOf(happening);
      const hook = told === null ? null : settings().hooks.get(told.delivery.hookId)?.hook;
      const message = told === null || hook == null ? null : senderMessage(hook, told);
      if (message === null || hook == null) return [];
      return senderReportsOf(hook).flatMap((report, position) => {
        if (!tells(report, message)) return [];
        return [{ sink: senderSink(hook.id, position), payload: JSON.stringify(message) }];
      });
    },
  };
}

function hasSenderReports({ hooks }: Snapshot): boolean {
  return [...hooks.values()].some(({ hook }) => hook !== null && senderReportsOf(hook).length > 0);
}

/** The end of a run is the run's own change; one that a delivery comes to without a run is told by its move. */
function toldOf(happening: Happening): Told | null {
  if (happening.kind === "run") return happening;
  if (happening.kind !== "moved" || happening.before.state === "running") return null;
  const { delivery, before } = happening;
  return delivery.state === "done" && before.state !== "done" ? { delivery, run: null } : null;
}
