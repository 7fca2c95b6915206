// In: hooks that expect events, what came last, and what was refused. Out: one message when a hook has been silent for
// too long, and one when it is heard again.

import type { WakehookEvent } from "../../core/records/wakehook-event.ts";
import { toError } from "../../core/records/errors.ts";
import type { Delivery } from "../../core/records/delivery.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { HookId } from "../../core/records/ids.ts";
import type { LedgerPort, NewReport } from "../../core/ports/ledger-port.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { Pause } from "../../core/admission/pause.ts";
import type { Notice } from "../../core/outbound/report.ts";
import type { LoadedHook, SettingsSnapshot } from "../../core/settings/settings.ts";
import { systemTimezone, type Clock } from "../../system/clock.ts";
import { breathe } from "../../system/breathe.ts";
import { listInPieces } from "../../system/list-pieces.ts";
import { createRefusalCounts } from "./refusal-counts.ts";
import { heardAgainText, silenceText } from "./silence-text.ts";

/** Deliveries among which the last event of a sender is looked for. */
const LOOKED_AT = 50;

/** What the watch needs from around it. */
export interface SilenceDeps {
  readonly clock: Clock;
  readonly ledger: Pick<LedgerPort, "pieces" | "notify" | "notifiedAt">;
  readonly settings: () => SettingsSnapshot;
  readonly pauses: () => readonly Pause[];
  readonly noticesOf: (notice: Notice) => NewReport[];
  /** Whether the hook's public URL leads here, in words; null where none is known. */
  readonly askPublicUrl: (loaded: LoadedHook) => Promise<string | null>;
  /** A message waits to leave. */
  readonly onTold: () => void;
  readonly log: Log;
}

/** Watches for silence. */
export interface SilenceWatch {
  /** Sees what happens: refusals are counted. */
  note(event: WakehookEvent): void;
  /** Looks at all hooks; costs next to nothing. Settles when what was to be told is told. Never rejects. */
  look(): Promise<void>;
}

interface Silent {
  readonly loaded: LoadedHook;
  readonly hook: Hook;
  /** The last event, or when the hook was first seen; epoch milliseconds. */
  readonly since: number;
  readonly hasHeard: boolean;
}

/** Creates the watch. */
export function createSilenceWatch(deps: SilenceDeps): SilenceWatch {
  const { clock, ledger, log } = deps;
  const refusals = createRefusalCounts(clock);
  /** Silences that were told of, by their beginning. */
  const told = new Map<HookId, number>();
  let looking: Promise<void> | null = null;

  async function lookAtAll(): Promise<void> {
    for (const loaded of deps.settings().hooks.values()) {
      try {
        await lookAt(loaded);
      } catch (thrown) {
        log.warn("a hook's silence could not be looked at", {
          hook: loaded.id,
          error: toError(thrown).message,
        });
      }
    }
  }

  async function lookAt(loaded: LoadedHook): Promise<void> {
    const { hook } = loaded;
    if (hook === null || !hook.enabled || hook.expectEvery === undefined) return;
    const last = await lastReceivedAt(hook.id);
    const since = last ?? firstSeen(hook.id);
    const before = told.get(hook.id);
    if (before !== undefined && before !== since) tellEnd(hook, { before, since });
    if (clock.now() - since < hook.expectEvery * 1000 || told.has(hook.id)) return;
    await tell({ loaded, hook, since, hasHeard: last !== null });
  }

  async function lastReceivedAt(hookId: HookId): Promise<number | null> {
    for (;;) {
      const last = ledger.pieces.lastReceivedAt(hookId);
      if (last !== undefined) return last;
      await breathe();
    }
  }

  /** Kept in the ledger: a restart is no new beginning. */
  function firstSeen(hookId: HookId): number {
    const key = `seen:${hookId}`;
    ledger.notify(key, []);
    return ledger.notifiedAt(key) ?? clock.now();
  }

  async function tell(silent: Silent): Promise<void> {
    const { loaded, hook, since } = silent;
    const key = `silence:${hook.id}:${since}`;
    if (ledger.notifiedAt(key) === null) {
      const publicUrl = await deps.askPublicUrl(loaded);
      const text = silenceText({ ...silent, ...(await known(silent)), publicUrl });
      say(key, { title: `${hook.title} is silent`, text, hook_id: hook.id });
    }
    told.set(hook.id, since);
  }

  async function known({ hook, hasHeard }: Silent) {
    const recent = hasHeard ? await newestOf(hook.id) : [];
    return {
      now: clock.now(),
      timezone: deps.settings().config.timezone ?? systemTimezone(),
      lastEvent: recent.find(({ origin }) => origin === "sender")?.event ?? null,
      refusals: refusals.of(hook.id),
      pauses: deps
        .pauses()
        .filter(({ kind, name }) => kind === "all" || (kind === "hook" && name === hook.id)),
    };
  }

  async function newestOf(hookId: HookId): Promise<readonly Delivery[]> {
    const { rows } = await listInPieces(LOOKED_AT, (below, limit) =>
      ledger.pieces.deliveries({ hookId, limit }, below),
    );
    return rows;
  }

  function tellEnd(hook: Hook, times: { readonly before: number; readonly since: number }): void {
    told.delete(hook.id);
    const text = heardAgainText(times);
    const title = `${hook.title} is heard again`;
    say(`silence_end:${hook.id}:${times.before}`, { title, text, hook_id: hook.id });
  }

  function say(key: string, notice: Omit<Notice, "notice">): void {
    if (ledger.notify(key, deps.noticesOf({ notice: "silence", ...notice }))) deps.onTold();
  }

  return {
    note: (event) => refusals.note(event),
    look: () => (looking ??= lookAtAll().finally(() => (looking = null))),
  };
}
