// A hook with reports, a real ledger that announces its runs to them, and the sinks that tell them.

import { Config } from "../../../src/core/settings/config.ts";
import type { NewDelivery } from "../../../src/core/records/new-delivery.ts";
import type { OutboxEntry } from "../../../src/core/records/outbox-entry.ts";
import type { RunOutcome } from "../../../src/core/records/run.ts";
import { Hook } from "../../../src/core/settings/hook.ts";
import type { AfterRun } from "../../../src/core/ports/ledger-port.ts";
import {
  NO_REPORT_SECRETS,
  SenderReports,
  senderReportsOf,
} from "../../../src/core/outbound/sender-report.ts";
import {
  NO_SECRETS,
  type LoadedHook,
  type SettingsSnapshot,
} from "../../../src/core/settings/settings.ts";
import type { Lookup } from "../../../src/outbound/resolve-target.ts";
import { createSenderAnnouncer } from "../../../src/report/sender/sender-announcer.ts";
import { createSenderSinks } from "../../../src/report/sender/sender-sinks.ts";
import type { SinkResult } from "../../../src/report/sink.ts";
import { findSource } from "../../../src/sources/table.ts";
import { systemClock } from "../../../src/system/clock.ts";
import {
  aDelivery,
  deliveryId,
  HOOK,
  LIMITS,
  runId,
  START,
  tempLedger,
} from "../../ledger/temp-ledger.ts";

export const TOKEN = "report-t0ken-1234567890";
export const MARK_KEY = Buffer.alloc(32, 9);

export interface WorldOptions {
  readonly source?: string;
  readonly config?: Record<string, unknown>;
  readonly lookup?: Lookup;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `reports`: as written to webhooks.json. */
export function senderWorld(reports: unknown, options: WorldOptions = {}) {
  const temp = tempLedger();
  const source = options.source ?? "github";
  const hook = Hook.parse({
    id: HOOK,
    title: "Triage",
    mode: "cron_task",
    source,
    report_to_sender: reports,
  });
  const secrets = {
    ...NO_SECRETS,
    reports: senderReportsOf(hook).map(({ token = null }) => {
      const { url } = NO_REPORT_SECRETS;
      return { token, url, headers: options.headers ?? {} };
    }),
  };
  const loaded: LoadedHook = { id: HOOK, state: "valid", hook, secrets, problems: [] };
  const config = Config.parse({
    features: { sender_reports: true },
    forward_allow: ["127.0.0.1"],
    ...options.config,
  });
  let snapshot = { config, hooks: new Map([[HOOK, loaded]]) } as unknown as SettingsSnapshot;
  const ledger = temp.open({ announcer: createSenderAnnouncer(() => snapshot) });
  // The time that one request may take is real: nobody moves it while a socket is asked.
  const setTimer: typeof systemClock.setTimer = (...asked) => systemClock.setTimer(...asked);
  const deps = {
    clock: { ...temp.clock, setTimer },
    lookup: options.lookup ?? (() => Promise.resolve([{ address: "127.0.0.1", family: 4 }])),
    settings: () => snapshot,
    ledger,
    findSource,
    markKey: MARK_KEY,
    mask: (text: string) => text.replaceAll(TOKEN, "***"),
  };
  let sinks = createSenderSinks(deps);
  const running = new AbortController();

  return {
    ledger,
    clock: temp.clock,
    change: (more: Partial<SettingsSnapshot>) => void (snapshot = { ...snapshot, ...more }),
    /** The owner writes the hook's reports anew. */
    rewrite(written: unknown): void {
      const reportToSender = SenderReports.parse(written);
      const hooks = new Map([[HOOK, { ...loaded, hook: { ...hook, reportToSender } }]]);
      snapshot = { ...snapshot, hooks };
    },
    /** A delivery of an event arrives. */
    async deliver(number: number, payload: object, more: Partial<NewDelivery> = {}) {
      const body = Buffer.from(JSON.stringify(payload));
      await ledger.accept(aDelivery(number, { body, source, ...more }), LIMITS);
    },
    start(number: number, run = number) {
      const order = { mode: "cron_task", agent: "claude", startedAt: START };
      ledger.startRun({ id: runId(run), deliveryId: deliveryId(number), ...order });
    },
    end(run: number, outcome: Partial<RunOutcome> = {}, after: AfterRun = { kind: "done" }) {
      const ended: RunOutcome = { status: "success", answer: "It is a bug.", ...outcome };
      ledger.finishRun(runId(run), ended, START + 83_000, after, []);
    },
    waiting: (): OutboxEntry[] => ledger.outbox({ state: "waiting", limit: 1000 }).toReversed(),
    /** One try of what waits, oldest first; each is written down where its sink took it. */
    async tell(): Promise<SinkResult[]> {
      const results: SinkResult[] = [];
      for (const entry of this.waiting()) results.push(await this.tryOne(entry));
      return results;
    },
    async tryOne(entry: OutboxEntry): Promise<SinkResult> {
      const result = await this.unnoted(entry);
      const tried = { at: temp.clock.now(), durationMs: 1, httpStatus: result.httpStatus ?? null };
      if (result.ok) ledger.reportSent(entry.id, { ...tried, error: null });
      return result;
    },
    /** A try whose end nobody writes down, as where the daemon is killed then. */
    unnoted(entry: OutboxEntry): Promise<SinkResult> {
      const sink = sinks.sinkOf(entry.sink);
      if (sink === null) return Promise.resolve({ ok: false, error: "no such sink", final: true });
      return sink(entry, running.signal);
    },
    /** The daemon starts anew: what it only knew is gone. */
    restart: () => void (sinks = createSenderSinks(deps)),
    rulesOf: (sink: string) => sinks.rulesOf(sink),
    stop: () => running.abort(),
  };
}
