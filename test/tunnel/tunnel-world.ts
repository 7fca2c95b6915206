// Tunnels over real sockets, with a way in that a test answers for.

import { randomBytes } from "node:crypto";
import { onTestFinished } from "vitest";
import type { TunnelHealth } from "../../src/core/ports/tunnels-port.ts";
import type { WakehookEvent } from "../../src/core/records/wakehook-event.ts";
import type { DeliveryId, HookId } from "../../src/core/records/ids.ts";
import { Config } from "../../src/core/settings/config.ts";
import { Hook } from "../../src/core/settings/hook.ts";
import type { LoadedTunnel, Tunnel } from "../../src/core/settings/tunnel.ts";
import {
  NO_SECRETS,
  type LoadedHook,
  type SettingsSnapshot,
} from "../../src/core/settings/settings.ts";
import type { RequestInfo } from "../../src/http/request-info.ts";
import { boxKeyOf } from "../../src/signing/parcel-seal.ts";
import { systemClock, type Clock } from "../../src/system/clock.ts";
import { createTunnels, type Tunnels } from "../../src/tunnel/tunnels.ts";
import { KEY } from "./stand-in-relay.ts";

/** A request that came in. */
export interface CameIn {
  readonly url: string;
  readonly method: string;
  readonly info: RequestInfo;
  readonly body: string;
}

/** Everything a test looks at. */
export interface TunnelWorld {
  readonly tunnels: Tunnels;
  readonly cameIn: readonly CameIn[];
  readonly events: readonly WakehookEvent[];
  readonly notices: ReadonlyArray<{ readonly key: string; readonly text: string }>;
  settings: SettingsSnapshot;
  /** What deliveries hold. */
  readonly payloads: Map<DeliveryId, unknown>;
  /** What the way in says. */
  answer: (request: CameIn) => Response | Promise<Response>;
  /** After a change of `settings`. */
  reload(): void;
  /** Settles when the tunnel has come to a state; now, or later. */
  reached(state: TunnelHealth["state"], detail?: RegExp): Promise<TunnelHealth>;
}

/** A hook as it is in force. */
export function aHook(id: string, fields: Record<string, unknown> = {}): LoadedHook {
  const hook = Hook.parse({
    id,
    title: id,
    mode: "notify",
    message_template: "x",
    ...fields,
  });
  return { id: id as HookId, state: "valid", hook, secrets: NO_SECRETS, problems: [] };
}

export function settingsWith(
  tunnels: readonly LoadedTunnel[],
  hooks: readonly LoadedHook[] = [aHook("site")],
): SettingsSnapshot {
  return {
    config: Config.parse({ features: { tunnel: true } }),
    hooks: new Map(hooks.map((one) => [one.id, one])),
    tunnels,
    problems: [],
    secretValues: [],
  };
}

export function aTunnel(url: string, change: Partial<Tunnel> = {}): LoadedTunnel {
  const tunnel = { name: "relay", kind: "relay", url, key: KEY, ...change } as Tunnel;
  return { tunnel, ca: null, problem: null, secretValues: [KEY] };
}

export function tunnelWorld(settings: SettingsSnapshot, clock: Clock = systemClock): TunnelWorld {
  const cameIn: CameIn[] = [];
  const events: WakehookEvent[] = [];
  const notices: Array<{ key: string; text: string }> = [];
  const looks = new Set<() => void>();
  const own = boxKeyOf(randomBytes(32));
  const tunnels = createTunnels({
    clock,
    version: "9.9.9",
    // No wait is drawn longer than a tenth of what it may be.
    randomness: { bytes: (length) => randomBytes(length), fraction: () => 0.05 },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    emit(event) {
      events.push(event);
      for (const look of looks) look();
    },
    settings: () => world.settings,
    boxKey: () => Promise.resolve(own),
    payloadOf: (delivery) => world.payloads.get(delivery),
    ledger: {
      notify(key, [report]) {
        if (notices.some((one) => one.key === key)) return false;
        notices.push({ key, text: report?.payload ?? "" });
        return true;
      },
    },
    noticesOf: (notice) => [{ sink: "log", payload: JSON.stringify(notice) }],
    onTold() {},
    onUp() {},
  });
  const world: TunnelWorld = {
    tunnels,
    cameIn,
    events,
    notices,
    payloads: new Map(),
    settings,
    answer: () => Response.json({ accepted: true }, { status: 202 }),
    reload: () => tunnels.settingsChanged(),
    reached: (state, detail = /^/) =>
      new Promise((resolve) => {
        const look = (): void => {
          const health = tunnels.list()[0]?.health;
          if (health?.state !== state || !detail.test(health.detail ?? "")) return;
          looks.delete(look);
          resolve(health);
        };
        looks.add(look);
        look();
      }),
  };
  onTestFinished(() => tunnels.close());
  tunnels.start({
    async fetch(request, info) {
      const read = await info.readBody?.({
        maxBytes: 26_214_400,
        largeBytes: 1_048_576,
        enterLarge: () => Promise.resolve(),
      });
      const body = read?.kind === "whole" ? Buffer.from(read.bytes).toString("utf8") : "";
      const one = { url: request.url, method: request.method, info, body };
      cameIn.push(one);
      return await world.answer(one);
    },
  });
  return world;
}
