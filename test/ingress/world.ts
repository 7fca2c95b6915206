// An ingress with a clock that is moved by hand, and a ledger that keeps claims in memory.

import { createHmac } from "node:crypto";
import { Config } from "../../src/core/settings/config.ts";
import type { AcceptOutcome, NewDelivery } from "../../src/core/records/new-delivery.ts";
import type { WakehookEvent } from "../../src/core/records/wakehook-event.ts";
import { Hook } from "../../src/core/settings/hook.ts";
import type { DeliveryId, HookId } from "../../src/core/records/ids.ts";
import type { Log } from "../../src/core/ports/log-port.ts";
import { publicUrlOf } from "../../src/core/settings/public-url.ts";
import type { Passage } from "../../src/core/records/passage.ts";
import { Route } from "../../src/core/settings/route.ts";
import type {
  HookSecrets,
  LoadedHook,
  LoadedRoute,
  SettingsSnapshot,
} from "../../src/core/settings/settings.ts";
import { createOwnWork } from "../../src/ingress/own-work.ts";
import { createIngress, type Ingress } from "../../src/ingress/ingress.ts";
import type { Clock } from "../../src/system/clock.ts";
import { systemRandomness } from "../../src/system/randomness.ts";

/** What wakehook's own work is marked with. */
export const MARK_KEY = Buffer.alloc(32, 7);

/** A hook's fields as on disk, with what a loader adds. */
export interface HookEntry {
  readonly fields: Record<string, unknown>;
  readonly secrets?: Partial<HookSecrets>;
  readonly state?: LoadedHook["state"];
}

/** A clock that stands still until it is moved. */
export interface HandClock extends Clock {
  move(ms: number): void;
}

/** Everything a test looks at. */
export interface World {
  readonly ingress: Ingress;
  readonly clock: HandClock;
  readonly events: WakehookEvent[];
  readonly logged: Array<{ level: string; message: string; fields: unknown }>;
  readonly accepted: NewDelivery[];
  readonly offered: Array<{ id: DeliveryId; outcome: AcceptOutcome }>;
  settings: SettingsSnapshot;
  /** Called before a delivery is kept; what it throws is what the ledger throws. */
  refuseWith: ((delivery: NewDelivery) => void) | null;
  onOffer: (() => void) | null;
}

export const NOW = Date.parse("2026-03-01T12:00:00Z");
export const TOKEN = "t0ken-of-the-test-hook";
export const SECRET = "It's a Secret to Everybody";

const NO_SECRETS: HookSecrets = {
  token: null,
  secret: null,
  previousSecret: null,
  previousSecretUntil: null,
  hmacSecret: null,
};

/** A generic hook with a bearer token. */
export function bearerHook(id: string, fields: Record<string, unknown> = {}): HookEntry {
  return { fields: { id, title: id, mode: "wake", ...fields }, secrets: { token: TOKEN } };
}

/** A GitHub hook with a secret. */
export function githubHook(id: string, fields: Record<string, unknown> = {}): HookEntry {
  return {
    fields: { id, title: id, mode: "wake", source: "github", ...fields },
    secrets: { secret: SECRET },
  };
}

/** A URL that serves several hooks. */
export function routeTo(ids: readonly string[], fields: Record<string, unknown> = {}): HookEntry {
  return { fields: { id: "all", title: "all", route: ids, ...fields } };
}

export function makeSettings(
  entries: readonly HookEntry[],
  webhooks: Record<string, unknown> = {},
): SettingsSnapshot {
  const hooks = new Map<HookId, LoadedHook>();
  const routes = new Map<HookId, LoadedRoute>();
  const config = Config.parse({ webhooks });
  for (const { fields, secrets, state = "valid" } of entries) {
    if (Object.hasOwn(fields, "route")) {
      const route = Route.parse(fields);
      const inForce = state === "invalid" ? null : route;
      routes.set(route.id, { id: route.id, state, route: inForce, problems: [] });
      continue;
    }
    const hook = Hook.parse(fields);
    hooks.set(hook.id, {
      id: hook.id,
      state,
      hook: state === "invalid" ? null : hook,
      secrets: { ...NO_SECRETS, ...secrets },
      publicUrl: publicUrlOf(hook, config.webhooks) ?? undefined,
      problems: [],
    });
  }
  return { config, hooks, routes, problems: [], secretValues: [] };
}

export function makeClock(): HandClock {
  let passed = 0;
  return {
    now: () => NOW + passed,
    monotonic: () => 5000 + passed,
    setTimer(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      return { clear: () => clearTimeout(timer) };
    },
    move(ms) {
      passed += ms;
    },
  };
}

export function makeWorld(
  entries: readonly HookEntry[] = [bearerHook("notes"), githubHook("site")],
  webhooks: Record<string, unknown> = {},
): World {
  const clock = makeClock();
  const claims = new Map<string, DeliveryId>();
  const world: Omit<World, "ingress"> = {
    clock,
    events: [],
    logged: [],
    accepted: [],
    offered: [],
    settings: makeSettings(entries, webhooks),
    refuseWith: null,
    onOffer: null,
  };
  const ingress = createIngress({
    ownWork: createOwnWork({
      markKey: MARK_KEY,
      ledger: { postedBy: () => null, hasPosted: () => false },
    }),
    canaryKey: MARK_KEY,
    clock,
    randomness: systemRandomness,
    settings: () => world.settings,
    emit: (event) => world.events.push(event),
    log: makeLog(world.logged),
    onAccepted(_, outcome) {
      world.onOffer?.();
      world.offered.push({ id: outcome.deliveryId, outcome });
    },
    ledger: {
      async accept(delivery) {
        world.refuseWith?.(delivery);
        const keys = delivery.claims.map(({ key }) => `${delivery.hookId} ${key}`);
        const taken = keys.map((key) => claims.get(key)).find((id) => id !== undefined);
        await new Promise((resolve) => setImmediate(resolve));
        if (taken !== undefined) return { kind: "duplicate", deliveryId: taken, reattempt: false };
        for (const key of keys) claims.set(key, delivery.id);
        world.accepted.push(delivery);
        return { kind: "accepted", deliveryId: delivery.id };
      },
    },
  });
  return Object.assign(world, { ingress });
}

function makeLog(logged: World["logged"]): Log {
  const at =
    (level: string) =>
    (message: string, fields?: unknown): void => {
      logged.push({ level, message, fields });
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** What a test sends; a body that is no text or bytes is sent as JSON. */
export interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly from?: string;
  readonly rawHeaders?: readonly string[];
  readonly passage?: Passage;
}

export function send(world: World, path: string, sent: Sent = {}): Promise<Response> {
  const method = sent.method ?? "POST";
  const body = bytesOf(sent.body ?? {});
  const request = new Request(`http://127.0.0.1:8742${path}`, {
    method,
    headers: { "content-type": "application/json", ...sent.headers },
    ...(method !== "GET" && method !== "HEAD" && { body: new Uint8Array(body) }),
  });
  return world.ingress.fetch(request, {
    remoteAddress: sent.from ?? "192.0.2.1",
    ...(sent.rawHeaders !== undefined && { rawHeaders: sent.rawHeaders }),
    ...(sent.passage !== undefined && { passage: sent.passage }),
  });
}

export function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

export function bearer(token = TOKEN): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

let guid = 0;

/** Headers as GitHub sends them, with a delivery id of its own. */
export function githubHeaders(
  body: unknown,
  { event = "issues", secret = SECRET, id = `guid-${guid++}` } = {},
): Record<string, string> {
  const signature = createHmac("sha256", secret).update(bytesOf(body)).digest("hex");
  return {
    "x-github-event": event,
    "x-github-delivery": id,
    "x-hub-signature-256": `sha256=${signature}`,
  };
}

export async function errorOf(response: Response): Promise<[number, string]> {
  const body = (await response.json()) as { error: string };
  return [response.status, body.error];
}
