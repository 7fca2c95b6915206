// Every tunnel of config.json. In: the settings, which may change at any time. Out: each one that is switched on and
// whole is connected; the others are not; and how all of them do.

import { isDeepStrictEqual } from "node:util";
import { toError, WakehookError } from "../core/records/errors.ts";
import type { TunnelsPort, TunnelView } from "../core/ports/tunnels-port.ts";
import type { PassageResult } from "../core/records/passage.ts";
import type { LoadedTunnel } from "../core/settings/tunnel.ts";
import type { DialectDeps, WayIn } from "./dialect-deps.ts";
import type { Told } from "./dialect.ts";
import { watchForOwner, type OwnerWatch, type TellOwnerDeps } from "./tell-owner.ts";
import { DIALECTS } from "./table.ts";
import type { Tunnel } from "./tunnel.ts";

/** What tunnels need. */
export interface TunnelsDeps extends Omit<DialectDeps, "ingress">, TellOwnerDeps {
  readonly clock: DialectDeps["clock"];
  /** A tunnel is up: what waits for it may leave. */
  readonly onUp: () => void;
}

/** All tunnels. */
export interface Tunnels extends TunnelsPort {
  /** Connects; requests go to `ingress`. */
  start(ingress: WayIn): void;
  settingsChanged(): void;
  /** The tunnel is there and the other end listens. */
  isUp(name: string): boolean;
  tell(name: string, result: PassageResult): Promise<Told>;
  /** Takes nothing new, answers what is in hand, and connects no more. */
  close(): Promise<void>;
}

interface Running {
  readonly tunnel: Tunnel;
  readonly watch: OwnerWatch;
}

/** What is in hand is answered within this time where a tunnel is closed. */
const GRACE_MS = 3000;
const OFF = { waiting: null, baseUrl: null, clockAheadMs: null, version: null, lanes: [] };

/** Creates them; nothing is connected before the start. */
export function createTunnels(deps: TunnelsDeps): Tunnels {
  const running = new Map<string, Running>();
  const startedAt = deps.clock.now();
  let ingress: WayIn | null = null;
  let isClosed = false;
  /** One change after the other: a tunnel whose key changed is closed before it is opened anew. */
  let changes: Promise<void> = Promise.resolve();

  function reconcile(): Promise<void> {
    changes = changes.then(adjust).catch((thrown: unknown) => {
      deps.log.error("tunnels could not be adjusted", { error: toError(thrown).message });
    });
    return changes;
  }

  async function adjust(): Promise<void> {
    const wanted = isClosed ? [] : wantedTunnels();
    const gone = [...running].filter(
      ([, { tunnel }]) => !wanted.some((one) => isDeepStrictEqual(one, tunnel.loaded)),
    );
    await Promise.all(gone.map(([name, one]) => end(name, one)));
    for (const loaded of wanted) if (!running.has(loaded.tunnel.name)) await begin(loaded);
  }

  function wantedTunnels(): readonly LoadedTunnel[] {
    const { config, tunnels = [] } = deps.settings();
    if (!config.features.tunnel) return [];
    return tunnels.filter(({ problem }) => problem === null);
  }

  async function begin(loaded: LoadedTunnel): Promise<void> {
    const { name, kind } = loaded.tunnel;
    // Loaded for whoever has a tunnel: sockets cost nobody else memory.
    const [create, { startTunnel }] = await Promise.all([DIALECTS[kind](), import("./tunnel.ts")]);
    if (ingress === null || isClosed) return;
    const dialectDeps = { ...deps, ingress };
    const watch = watchForOwner(deps, name);
    const state: { told: TunnelView["health"] | null } = { told: null };
    const dialect = create(dialectDeps, loaded);
    const tunnel = startTunnel({ ...dialectDeps, dialect, onChange: changed }, loaded);
    running.set(name, { tunnel, watch });
    changed();

    function changed(): void {
      const health = running.get(name)?.tunnel.view().health;
      if (health === undefined || health === state.told) return;
      const wasUp = state.told?.state === "up";
      state.told = health;
      deps.emit({ type: "tunnel", at: deps.clock.now(), tunnel: name, health });
      watch.changed(health);
      if (health.state === "up" && !wasUp) deps.onUp();
    }
  }

  async function end(name: string, { tunnel, watch }: Running): Promise<void> {
    await tunnel.close(GRACE_MS);
    watch.close();
    running.delete(name);
  }

  function view(loaded: LoadedTunnel): TunnelView {
    const { name, kind, url } = loaded.tunnel;
    const found = running.get(name);
    if (found !== undefined) return found.tunnel.view();
    const health = { state: "off", since: startedAt, detail: whyOff(loaded) } as const;
    return { tunnel: name, kind, url, health, ...OFF };
  }

  function whyOff({ problem }: LoadedTunnel): string {
    if (!deps.settings().config.features.tunnel)
      return "the feature tunnel is off: wakehook config set features.tunnel true";
    if (problem !== null) return problem;
    return "it is being started";
  }

  return {
    start(way) {
      ingress = way;
      void reconcile();
    },
    settingsChanged() {
      if (ingress === null) return;
      for (const { tunnel } of running.values()) tunnel.settingsChanged();
      void reconcile();
    },
    isUp: (name) => running.get(name)?.tunnel.view().health.state === "up",
    tell: (name, result) =>
      running.get(name)?.tunnel.tell(result) ?? Promise.resolve({ kind: "gone" }),
    list: () => (deps.settings().tunnels ?? []).map(view),
    async test(name) {
      await changes;
      const found = running.get(name);
      if (found !== undefined) return await found.tunnel.test();
      const loaded = (deps.settings().tunnels ?? []).find(({ tunnel }) => tunnel.name === name);
      if (loaded === undefined)
        throw new WakehookError("not_found", `there is no tunnel "${name}" in config.json`, {
          hint: "see: wakehook tunnel list",
        });
      return { ok: false, error: whyOff(loaded), milliseconds: null };
    },
    async close() {
      isClosed = true;
      await reconcile();
    },
  };
}
