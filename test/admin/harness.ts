// An admin API with stand-ins for what it does not build: records in memory, a clock moved by hand.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createAdmin, type Admin } from "../../src/admin/admin.ts";
import type { AdminDeps } from "../../src/admin/deps.ts";
import { Config } from "../../src/core/settings/config.ts";
import { UNDECIDED, type Delivery, type DeliveryContent } from "../../src/core/records/delivery.ts";
import type { ExposeStatus } from "../../src/core/ports/expose-port.ts";
import type { Run } from "../../src/core/records/run.ts";
import type { WakehookEvent } from "../../src/core/records/wakehook-event.ts";
import { Hook } from "../../src/core/settings/hook.ts";
import type { DeliveryId, HookId, RunId } from "../../src/core/records/ids.ts";
import type { LedgerPiecesPort } from "../../src/core/ports/ledger-pieces-port.ts";
import type {
  DeliveryFilter,
  LedgerReadPort,
  RunFilter,
} from "../../src/core/ports/ledger-read-port.ts";
import { createMask } from "../../src/core/secrets/mask.ts";
import type { TunnelView } from "../../src/core/ports/tunnels-port.ts";
import type { Pause } from "../../src/core/admission/pause.ts";
import type { RunPlan } from "../../src/core/admission/run-plan.ts";
import type { LoadedHook, SettingsSnapshot } from "../../src/core/settings/settings.ts";
import { NO_CHAT } from "./no-chat.ts";
import { createTerminals } from "../../src/wake/terminals.ts";
import { memoryOnce } from "./memory-once.ts";
import { memoryTokens } from "./memory-tokens.ts";
import { findSource, SOURCES } from "../../src/sources/table.ts";
import type { WireDryRun } from "../../src/core/wire/wire-dry-run.ts";
import { aGap, aMissed, aRepair } from "./a-gap.ts";
import type { Clock } from "../../src/system/clock.ts";

export const TOKEN = "t".repeat(43);
export const SECRET = "hush-hush-secret";
export const STARTED_AT = 1_800_000_000_000;
const TUNNEL: TunnelView = {
  tunnel: "relay",
  kind: "relay",
  url: "wss://relay.example.org",
  health: { state: "up", since: STARTED_AT, detail: null },
  waiting: 2,
  baseUrl: "https://relay.example.org/home",
  clockAheadMs: -45_000,
  version: "1.0.0",
  lanes: [{ hookId: "site", reason: "the hook is disabled" }],
};
export const BASE = "http://127.0.0.1:8743";

const digits = (number: number): string => String(number).padStart(26, "0");
export const deliveryId = (number: number): DeliveryId => `dlv_${digits(number)}` as DeliveryId;
export const runId = (number: number): RunId => `run_${digits(number)}` as RunId;
export const hookId = (text: string): HookId => text as HookId;

export function delivery(number: number, change: Partial<Delivery> = {}): Delivery {
  return {
    id: deliveryId(number),
    hookId: hookId("site"),
    source: "github",
    origin: "sender",
    replayOf: null,
    event: "issues.opened",
    entity: "octo/site#1",
    receivedAt: STARTED_AT + number,
    sentAt: STARTED_AT + number,
    via: null,
    viaRef: null,
    remoteAddress: "127.0.0.1",
    method: "POST",
    path: "/hooks/site",
    contentType: "application/json",
    bodyBytes: 2,
    priority: "medium",
    ...UNDECIDED,
    duplicates: 0,
    updatedAt: STARTED_AT + number,
    causedBy: null,
    task: null,
    ...change,
  };
}

export function run(number: number, change: Partial<Run> = {}): Run {
  return {
    id: runId(number),
    deliveryId: deliveryId(number),
    hookId: hookId("site"),
    attempt: 1,
    mode: "cron_task",
    agent: "claude",
    state: "running",
    status: null,
    reason: null,
    startedAt: STARTED_AT + number,
    endedAt: null,
    pid: 77,
    exitCode: null,
    signal: null,
    sessionId: null,
    costUsd: null,
    tokensIn: null,
    tokensOut: null,
    turns: null,
    deniedTools: [],
    folder: "/tmp/site",
    answer: null,
    ...change,
  };
}

export function loadedHook(id: string, change: Partial<LoadedHook> = {}): LoadedHook {
  return {
    id: hookId(id),
    state: "valid",
    hook: Hook.parse({ id, title: `The ${id}`, mode: "cron_task", source: "github" }),
    secrets: {
      token: null,
      secret: SECRET,
      previousSecret: null,
      previousSecretUntil: null,
      hmacSecret: null,
    },
    problems: [],
    ...change,
  };
}

export function snapshot(hooks: readonly LoadedHook[]): SettingsSnapshot {
  return {
    config: Config.parse({}),
    hooks: new Map(hooks.map((hook) => [hook.id, hook])),
    problems: hooks.flatMap(({ problems }) => problems),
    secretValues: [SECRET],
  };
}

/** A clock that stands still until `advance`; `waiting` counts its timers. */
export interface HandClock extends Clock {
  advance(milliseconds: number): void;
  waiting(): number;
  /** Resolves as soon as a timer is set. */
  untilTimer(): Promise<void>;
}

export function handClock(): HandClock {
  let now = STARTED_AT;
  const timers = new Map<object, { at: number; callback: () => void }>();
  let told: Array<() => void> = [];
  return {
    now: () => now,
    monotonic: () => now,
    setTimer(callback, delayMs) {
      const key = {};
      timers.set(key, { at: now + delayMs, callback });
      for (const tell of told) tell();
      told = [];
      return { clear: () => timers.delete(key) };
    },
    advance(milliseconds) {
      now += milliseconds;
      for (const [key, timer] of timers)
        if (timer.at <= now && timers.delete(key)) timer.callback();
    },
    waiting: () => timers.size,
    untilTimer: () =>
      timers.size > 0 ? Promise.resolve() : new Promise((resolve) => told.push(resolve)),
  };
}

/** Records in memory, as the ledger would show them. */
export function memoryLedger(): LedgerReadPort & {
  readonly pieces: LedgerPiecesPort;
  readonly allDeliveries: Delivery[];
  readonly allRuns: Run[];
  readonly contents: Map<DeliveryId, DeliveryContent>;
  readonly asked: Array<DeliveryFilter | RunFilter>;
} {
  const allDeliveries: Delivery[] = [];
  const allRuns: Run[] = [];
  const contents = new Map<DeliveryId, DeliveryContent>();
  const asked: Array<DeliveryFilter | RunFilter> = [];
  const pieces: LedgerPiecesPort = {
    deliveries(filter) {
      asked.push(filter);
      return { rows: allDeliveries.slice(0, filter.limit), below: null };
    },
    runs(filter) {
      asked.push(filter);
      return { rows: allRuns, below: null };
    },
    outbox: () => ({ rows: [], below: null }),
    hookTotals: () => [
      { hookId: hookId("site"), deliveries: 3, waiting: 1, lastReceivedAt: STARTED_AT, newest: 3 },
    ],
    lastReceivedAt: () => null,
    learn: () => false,
  };
  return {
    pieces,
    allDeliveries,
    allRuns,
    contents,
    asked,
    delivery: (id) => allDeliveries.find((one) => one.id === id) ?? null,
    content: (id) => contents.get(id) ?? null,
    run: (id) => allRuns.find((one) => one.id === id) ?? null,
    deliveries(filter) {
      asked.push(filter);
      return allDeliveries.slice(0, filter.limit);
    },
    runs(filter) {
      asked.push(filter);
      return allRuns.filter((one) => one.deliveryId === (filter.deliveryId ?? one.deliveryId));
    },
    hookHistory: () => [
      {
        hookId: hookId("site"),
        deliveries: 3,
        waiting: 1,
        lastReceivedAt: STARTED_AT,
        lastStatus: "success",
      },
    ],
    findIds: () => [],
    reports: () => [],
    outbox: () => [],
    outboxEntry: () => null,
    outboxTries: () => [],
    outboxWaiting: () => [],
    sinkStates: () => [],
    pauses: () => [],
    spendingSince: () => ({ runs: 0, firstAt: null, usd: 0 }),
    allowance: () => ({ runs: 0, usd: 0 }),
    lastCostUsd: () => null,
  };
}

/** What a dry run says of one delivery. */
export function dryRun(id: HookId): WireDryRun {
  const counts = { run: 1, hold: 0, merged: 0, end: 0 };
  const now = { outcome: "run", status: null, reason: null, ran_at: STARTED_AT, merged_into: null };
  const held = { ...now, outcome: "hold", status: "held:approval", ran_at: null };
  const row = {
    delivery_id: deliveryId(1),
    event: "issues.opened",
    entity: "octo/site#1",
    received_at: STARTED_AT,
    now,
    edited: held,
    differs: true,
    prompt: ["- Look.", "+ Look twice."],
  } as const;
  const edited = { ...counts, run: 0, hold: 1 };
  return {
    hook_id: id,
    deliveries: [row as WireDryRun["deliveries"][number]],
    summary: {
      deliveries: 1,
      emptied_bodies: 0,
      now: counts,
      edited,
      differ: 1,
      prompts_differ: 1,
    },
  };
}

/** A way in from outside that is open. */
export const EXPOSED: ExposeStatus = {
  program: "cloudflared",
  state: "up",
  since: STARTED_AT,
  url: "https://four-words.trycloudflare.com",
  detail: null,
  hint: null,
  version: "2026.1.2",
  pid: 4711,
  ended: 0,
  nextTryAt: null,
  baseUrl: "written",
};

/** Where the parts of the daemon tell events. */
export function eventSource() {
  const listeners = new Set<(event: WakehookEvent) => void>();
  return {
    emit(event: WakehookEvent) {
      for (const listener of listeners) listener(event);
    },
    subscribe(listener: (event: WakehookEvent) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    listeners: () => listeners.size,
  };
}

/** What a test sees and moves. */
export type Harness = ReturnType<typeof openHarness>;

export function openHarness(change: Partial<AdminDeps> = {}) {
  const runsFolder = mkdtempSync(path.join(tmpdir(), "wakehook-admin-"));
  const clock = handClock();
  const ledger = memoryLedger();
  const events = eventSource();
  const calls: string[] = [];
  const pauses: Pause[] = [];
  const plan: RunPlan = {
    hook: Hook.parse({
      id: "site",
      title: "The site",
      mode: "cron_task",
      prompt_template: "Look.",
    }),
    agent: "claude",
    folder: "/tmp/site",
    trust: null,
  };
  const logged: Array<{ message: string; fields: unknown }> = [];
  const log = (message: string, fields?: unknown) => logged.push({ message, fields });
  const deps: AdminDeps = {
    token: TOKEN,
    tokens: memoryTokens(),
    openDashboard: null,
    hookEditor: {
      entry: (id) => Promise.resolve({ id, secret: "fingerprint:1" }),
      create: (fields) =>
        Promise.resolve({
          id: String(fields["id"]),
          entry: fields,
          problems: [],
          secretField: "secret",
          secret: SECRET,
          verifyToken: null,
        }),
      change(id, fields) {
        calls.push(`change ${id} ${JSON.stringify(fields)}`);
        return Promise.resolve({ id, entry: fields, problems: [] });
      },
      tried: (id) => Promise.resolve(loadedHook(id)),
      remove: async (id) => void calls.push(`remove ${id}`),
      rotate(id, { secret, keepMs }) {
        calls.push(`rotate ${id} ${secret} ${keepMs}`);
        return Promise.resolve({ field: "secret", secret: SECRET, until: null });
      },
    },
    configEditor(change) {
      calls.push(`config ${JSON.stringify(change)}`);
      return Promise.resolve({ changed: Object.keys(change.fields), problems: [] });
    },
    dryRun(order) {
      calls.push(`dry run ${JSON.stringify(order)}`);
      return Promise.resolve(dryRun(hookId(order.hookId)));
    },
    addresses: () => ({ admin: { host: "127.0.0.1", port: 8743 }, hooks: null }),
    clock,
    ledger,
    settings: () => snapshot([loadedHook("site")]),
    acks: { acknowledge: () => ({ kind: "unknown" }) },
    dispatcher: {
      stopRun: (id) => calls.push(`stop ${id}`) > 0,
      replay: async (id, { body, permission = null } = {}) => {
        const edited = body === undefined ? "" : ` ${Buffer.from(body).toString()}`;
        calls.push(`replay ${id}${edited}${permission === null ? "" : ` ${permission}`}`);
        return deliveryId(99);
      },
      discard: (id) => void calls.push(`discard ${id}`),
      release: async (id) => void calls.push(`release ${id}`),
      releaseAll: async (status) => calls.push(`release all ${status}`),
      approve: (id, permission) => void calls.push(`approve ${id} ${permission}`),
      preview: () => plan,
      pause(kind, name, until) {
        const reason = "paused by the owner";
        const pause = { kind, name, until, reason, cause: "owner", since: STARTED_AT, strikes: 1 };
        pauses.push(pause as Pause);
        return pause as Pause;
      },
      resume: (kind, name) => void calls.push(`resume ${kind} ${name}`),
      pauses: () => pauses,
      raiseBudget(id, { runs, usd }) {
        calls.push(`raise ${id} ${runs} ${usd}`);
        return "2026-11-21";
      },
      counts: () => ({ running: 1, queued: 2, held: 3 }),
    },
    chat: NO_CHAT,
    outbox: {
      retry: (id) => void calls.push(`retry ${id}`),
      discard: (id) => void calls.push(`discard ${id}`),
      retryAll: (sink) => calls.push(`retry all ${sink}`),
      discardAll: (sink) => calls.push(`discard all ${sink}`),
    },
    subscriptions: {
      async test(id, event) {
        calls.push(`test ${id} ${event}`);
        return { ok: true, messageId: "msg_1", httpStatus: 200, error: null, durationMs: 3 };
      },
      enable: (id) => calls.push(`enable ${id}`) > 0,
    },
    terminals: createTerminals({ clock }),
    once: memoryOnce(clock),
    secretsSetAt: () => new Map([[hookId("site"), STARTED_AT]]),
    expose: {
      status: () => EXPOSED,
      retry: () => calls.push("retry expose"),
    },
    gaps: {
      gaps: () => [aGap],
      repairs: () => [aRepair],
      repair: (id) => (id === 1 ? aRepair : null),
      repairItems: () => [aMissed],
    },
    repairs: {
      start: (id, since) => (calls.push(`repair ${id} ${since}`), 1),
      preview: () =>
        Promise.resolve({ listed: 2, unwanted: 1, known: 0, missed: [aMissed], word: null }),
    },
    doctor: {
      last: () => ({ report: null, isLooking: false }),
      look: () =>
        Promise.resolve({
          ok: true,
          report: { examinedAt: STARTED_AT, durationMs: 1, findings: [] },
        }),
    },
    tunnels: {
      list: () => [TUNNEL],
      test: () => Promise.resolve({ ok: true, error: null, milliseconds: 12 }),
    },
    channels: {
      list: () => [],
      pair: () =>
        Promise.resolve({ code: "ABCD2345", link: null, words: "", expiresAt: STARTED_AT }),
      test: () => Promise.resolve({ ok: true, error: null }),
      unpair: () => false,
      forget: () => {},
    },
    openPairing: (hookId, forMs) => {
      calls.push(`pair ${hookId} ${forMs}`);
      return STARTED_AT + forMs;
    },
    submitTest: async () => Response.json({ accepted: true }, { status: 202 }),
    events,
    reload: async () => void calls.push("reload"),
    requestStop: () => void calls.push("stop daemon"),
    findSource,
    sources: Object.values(SOURCES),
    home: runsFolder,
    runsFolder,
    version: "0.1.0",
    startedAt: STARTED_AT,
    mask: createMask([SECRET]),
    log: { debug: log, info: log, warn: log, error: log },
    ...change,
  };
  const admin: Admin = createAdmin(deps);

  function send(target: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has("authorization") && !headers.has("x-api-key"))
      headers.set("authorization", `Bearer ${TOKEN}`);
    return admin.fetch(new Request(BASE + target, { ...init, headers }), {
      remoteAddress: "127.0.0.1",
    });
  }

  return {
    admin,
    calls,
    clock,
    deps,
    events,
    ledger,
    pauses,
    logged,
    runsFolder,
    send,
    get: (target: string) => send(`/api/v1${target}`),
    post: (target: string, body?: unknown) =>
      send(`/api/v1${target}`, {
        method: "POST",
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      }),
    runFolder(id: RunId): string {
      const folder = path.join(runsFolder, id);
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    close(): void {
      admin.close();
      rmSync(runsFolder, { recursive: true, force: true });
    },
  };
}
