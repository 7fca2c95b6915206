// When quiet hours end: one message that says what was put off, before any of it goes on.

import { dayOf } from "../../core/admission/calendar.ts";
import type { HookId } from "../../core/records/ids.ts";
import type { LedgerPort, NewReport } from "../../core/ports/ledger-port.ts";
import type { Notice } from "../../core/outbound/report.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import { systemTimezone, type Clock } from "../../system/clock.ts";
import type { Waiting } from "./waiting-line.ts";

/** What the digest needs from around it. */
export interface DigestDeps {
  readonly clock: Clock;
  readonly ledger: Pick<LedgerPort, "notify">;
  readonly settings: () => SettingsSnapshot;
  readonly noticesOf: (notice: Notice) => NewReport[];
}

/** Entities that a line of the digest names. */
const MOST_NAMED = 5;
const MINUTE_MS = 60_000;

/** Tells the owner once what the quiet hours have held up. @throws what the ledger throws; nothing was told then. */
export function tellDigest(deps: DigestDeps, released: readonly Waiting[]): void {
  if (released.length === 0) return;
  const settings = deps.settings();
  const groups = Map.groupBy(released, ({ hookId }) => hookId);
  const lines = [...groups].map(([hookId, entries]) => lineOf(settings, hookId, entries));
  const merged = released.reduce((sum, entry) => sum + entry.merged, 0);
  const text = [
    `Quiet hours are over. ${released.length + merged} deliveries were put off; ${released.length} go on now${merged === 0 ? "" : `, ${merged} were merged into newer ones`}.`,
    ...lines,
  ].join("\n");
  const now = deps.clock.now();
  const day = dayOf(now, settings.config.timezone ?? systemTimezone());
  const hooks = [...groups.keys()].toSorted().join(",");
  const key = `quiet_hours:${day}:${Math.floor(now / MINUTE_MS)}:${hooks}`;
  const notice = { notice: "quiet_hours", title: "After the quiet hours", text, hook_id: null };
  deps.ledger.notify(key, deps.noticesOf(notice));
}

function lineOf({ hooks }: SettingsSnapshot, hookId: HookId, entries: readonly Waiting[]): string {
  const title = hooks.get(hookId)?.hook?.title ?? hookId;
  const named = [...new Set(entries.map(({ entity, event }) => entity ?? event ?? "an event"))];
  const more = named.length > MOST_NAMED ? ` and ${named.length - MOST_NAMED} more` : "";
  const merged = entries.reduce((sum, entry) => sum + entry.merged, 0);
  const counts =
    merged === 0 ? `${entries.length}` : `${entries.length} of ${entries.length + merged}`;
  return `${title}: ${counts} (${named.slice(0, MOST_NAMED).join(", ")}${more})`;
}
