// A dispatcher over a real ledger, with a mode whose runs end when the test says so, and a clock moved by hand.

import { mkdirSync } from "node:fs";
import path from "node:path";
import { Config } from "../../src/core/settings/config.ts";
import type { Delivery } from "../../src/core/records/delivery.ts";
import type { NewDelivery } from "../../src/core/records/new-delivery.ts";
import type { RunOutcome } from "../../src/core/records/run.ts";
import type { WakehookEvent } from "../../src/core/records/wakehook-event.ts";
import { Hook } from "../../src/core/settings/hook.ts";
import type { DeliveryId, HookId } from "../../src/core/records/ids.ts";
import type { LedgerPort, NewReport } from "../../src/core/ports/ledger-port.ts";
import type { Condition, ConditionFacts } from "../../src/core/settings/condition.ts";
import type { ModeName } from "../../src/core/settings/modes.ts";
import { namedProviders } from "../../src/core/admission/provider-choice.ts";
import type { Notice } from "../../src/core/outbound/report.ts";
import type { Mode, RunRequest } from "../../src/core/ports/mode-port.ts";
import type { LoadedHook, SettingsSnapshot } from "../../src/core/settings/settings.ts";
import { createDispatcher, type DispatcherDeps } from "../../src/dispatch/dispatcher.ts";
import { noticesOf, reportsOf } from "../../src/report/report.ts";
import { systemRandomness } from "../../src/system/randomness.ts";
import {
  aDelivery,
  LIMITS,
  manualClock,
  tempLedger,
  waitingReports,
} from "../ledger/temp-ledger.ts";

/** A run that goes on until the test ends it. */
export interface GoingRun {
  readonly request: RunRequest;
  end(outcome?: RunOutcome): Promise<void>;
}

/** What a daemon before this one has left. */
interface Past {
  readonly temp: ReturnType<typeof tempLedger>;
  readonly clock: ReturnType<typeof manualClock>;
  /** Deliveries that were made so far. */
  readonly number: number;
}

/** Everything a test of dispatch moves and sees. */
export type World = ReturnType<typeof openWorld>;

const NO_SECRETS = {
  token: null,
  secret: null,
  previousSecret: null,
  previousSecretUntil: null,
  hmacSecret: null,
};
const TURNS = 20;
/** Longer than any busy machine takes, and shorter than a test may. */
const SETTLES_MS = 4000;

export function openWorld(
  change: Partial<DispatcherDeps> = {},
  past: Past = { temp: tempLedger(), clock: manualClock(), number: 0 },
) {
  const { temp, clock } = past;
  const ledger: LedgerPort = temp.open({ clock });
  const runsFolder = path.join(path.dirname(temp.paths.database), "runs");
  mkdirSync(runsFolder, { recursive: true });
  const hooks = new Map<HookId, LoadedHook>();
  const events: WakehookEvent[] = [];
  const logged: string[] = [];
  const going: GoingRun[] = [];
  const started: string[] = [];
  let config: Record<string, unknown> = { timezone: "UTC", features: { agents: true } };
  let number = past.number;
  const settings = (): SettingsSnapshot => ({
    config: Config.parse(config),
    hooks,
    problems: [],
    secretValues: [],
  });
  const log = (message: string): void => void logged.push(message);
  const deps: DispatcherDeps = {
    clock,
    ledger,
    randomness: systemRandomness,
    settings,
    modes: new Map<ModeName, Mode>([
      ["wake", testMode("wake")],
      ["cron_task", testMode("cron_task")],
    ]),
    runsFolder,
    log: { debug: log, info: log, warn: log, error: log },
    emit: (event) => void events.push(event),
    reportsOf: (delivery, ending, hook) =>
      toldOnce(reportsOf(settings().config, hook, delivery, ending)),
    noticesOf: (notice) => toldOnce(noticesOf(settings().config, notice)),
    probe: () => Promise.resolve("unknown"),
    markKey: Buffer.alloc(32, 1),
    clearWorktrees: () => Promise.resolve(new Map()),
    endOrphan: () => Promise.resolve(0),
    findSource: () => undefined,
    ...change,
  };
  const dispatcher = createDispatcher(deps);

  /** Lets the event loop turn until every run that was started has reached its mode, and every end is written. */
  async function settle(): Promise<void> {
    const since = performance.now();
    for (let turn = 0; turn < TURNS || dispatcher.counts().running !== going.length; turn++) {
      if (performance.now() - since > SETTLES_MS)
        throw new Error(`${dispatcher.counts().running} run, ${going.length} are known here`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  function testMode(name: ModeName): Mode {
    return {
      name,
      folder: (hook) => hook.taskFolder ?? null,
      agent: (hook, { agents }) =>
        name === "cron_task" ? (namedProviders(hook, agents)[0] ?? null) : null,
      run(request) {
        const { promise, resolve } = Promise.withResolvers<RunOutcome>();
        const run: GoingRun = {
          request,
          async end(outcome = { status: "success" }) {
            going.splice(going.indexOf(run), 1);
            resolve(outcome);
            await settle();
          },
        };
        going.push(run);
        started.push(request.delivery.hookId);
        request.signal.addEventListener("abort", () => {
          const stopped = request.signal.reason === "stopped";
          void run.end({ status: stopped ? "error:stopped" : "error:interrupted" });
        });
        return promise;
      },
    };
  }

  async function accept(hookId: string, more: Partial<NewDelivery> = {}): Promise<DeliveryId> {
    number += 1;
    const delivery = aDelivery(number, {
      hookId: hookId as HookId,
      event: null,
      entity: null,
      receivedAt: clock.now(),
      ...more,
    });
    dispatcher.offer(delivery, await ledger.accept(delivery, LIMITS));
    return delivery.id;
  }

  return {
    settle,
    clock,
    deps,
    change,
    /** What the next daemon in the same home starts with. */
    past: (): Past & { config: Record<string, unknown> } => ({ temp, clock, number, config }),
    dispatcher,
    events,
    going,
    hooks,
    ledger,
    logged,
    /** The hooks of all runs, in the order of their start. */
    started,
    /** Writes the ledger only, as ingress does before it tells anybody; then lets all settle. */
    async post(hookId: string, more: Partial<NewDelivery> = {}): Promise<DeliveryId> {
      const id = await accept(hookId, more);
      await settle();
      return id;
    },
    accept,
    putHook(
      id: string,
      fields: Record<string, unknown> = {},
      state: LoadedHook["state"] = "valid",
    ) {
      const hook = Hook.parse({ id, title: id, mode: "wake", prompt_template: "x", ...fields });
      hooks.set(id as HookId, { id: id as HookId, state, hook, secrets: NO_SECRETS, problems: [] });
    },
    /** Lets a condition of a hook be this function; one that throws has failed. */
    putCondition(
      id: string,
      name: "condition" | "urgent" | "approval",
      test: (facts: ConditionFacts) => boolean,
    ) {
      const loaded = hooks.get(id as HookId);
      if (loaded === undefined) throw new Error(`no hook ${id}`);
      const condition: Condition = (facts) => {
        try {
          return test(facts) ? { passes: true } : { passes: false, reason: `${name} is false` };
        } catch {
          return { passes: false, reason: `${name} failed`, failed: true };
        }
      };
      hooks.set(loaded.id, { ...loaded, [name]: condition });
    },
    /** What the owner was told about no single delivery, oldest first. */
    notices: (): Notice[] =>
      waitingReports(ledger)
        .filter(({ deliveryId }) => deliveryId === null)
        .map(({ payload }) => JSON.parse(payload) as Notice),
    /** Puts the clock forward to an instant. */
    async at(instant: string) {
      clock.advance(Date.parse(instant) - clock.now());
      await settle();
    },
    async reload(change: () => void) {
      change();
      dispatcher.settingsChanged();
      await settle();
    },
    putConfig(next: Record<string, unknown>) {
      config = { timezone: "UTC", ...next };
    },
    /** The run of this delivery that goes on. */
    runOf(id: DeliveryId): GoingRun {
      const run = going.find(({ request }) => request.delivery.id === id);
      if (run === undefined) throw new Error(`${id} is not running`);
      return run;
    },
    get(id: DeliveryId): Delivery {
      const delivery = ledger.delivery(id);
      if (delivery === null) throw new Error(`no ${id}`);
      return delivery;
    },
    async advance(ms: number) {
      clock.advance(ms);
      await settle();
    },
  };
}

/** A dispatcher that has started, with these hooks. */
export async function startedWorld(
  hooks: Record<string, Record<string, unknown>>,
  change: Partial<DispatcherDeps> = {},
): Promise<World> {
  const world = openWorld(change);
  for (const [id, fields] of Object.entries(hooks)) world.putHook(id, fields);
  await world.dispatcher.start();
  await world.settle();
  return world;
}

/** The daemon stops, or is gone without a word; another starts in the same home, with the same hooks. */
export async function nextWorld(world: World, end: "stop" | "crash" = "stop"): Promise<World> {
  if (end === "stop") await world.dispatcher.shutdown(0);
  world.ledger.close();
  const { config, ...past } = world.past();
  const next = openWorld(world.change, past);
  for (const [id, loaded] of world.hooks) next.hooks.set(id, loaded);
  next.putConfig(config);
  await next.dispatcher.start();
  await next.settle();
  return next;
}

/** The deliveries that run, in the order of their start. */
export function runningIds(world: World): DeliveryId[] {
  return world.going.map(({ request }) => request.delivery.id);
}

/** The local chat is told what the log is told: counting one of the two is enough. */
export function toldOnce(reports: readonly NewReport[]): NewReport[] {
  return reports.filter(({ sink }) => sink !== "target:local");
}
