// The daemons that are there. Connections with a right key come in; the newest of each daemon counts.

import { CLOSE, LARGEST_FRAME_BYTES } from "../../core/tunnel/frames.ts";
import { toError } from "../../core/records/errors.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { DaemonAnswer } from "../door/door-answers.ts";
import type { LaneKey } from "../store/lane-counts.ts";
import type { Registrations } from "../store/registrations.ts";
import { greet, type Guest, type GreetDeps } from "./greet.ts";
import { openSession, type SessionDeps, type TunnelSession } from "./tunnel-session.ts";

/** What the tunnels need. */
export interface TunnelsDeps
  extends Omit<SessionDeps, "registrations">, Omit<GreetDeps, "clock" | "keys"> {
  readonly keys: Pick<KeyRing, "pin" | "find" | "onChange">;
  readonly registrations: Pick<Registrations, "register" | "noteConnection">;
  /** The relay's own id. */
  readonly id: string;
  readonly version: string;
  /** Its public address, without a daemon's name. */
  readonly publicUrl: string | undefined;
}

/** The daemons of one relay. */
export interface Tunnels {
  /** Greets a daemon, and pushes to it from then on. */
  welcome(guest: Guest): Promise<void>;
  /** Something waits for this hook. */
  kept(lane: LaneKey): void;
  /** What the sender of a parcel is told; null: its daemon is away, or does not say in time. */
  answerTo(lane: LaneKey, number: number, ms: number): Promise<DaemonAnswer | null>;
  /** Asks what is kept nowhere; null: its daemon is away, or does not say in time. */
  ask(lane: LaneKey, sealed: Uint8Array): Promise<DaemonAnswer | null>;
  /** The newest parcel of a lane that its daemon may have in hand on its open connection; 0: none. */
  inHandUpTo(lane: LaneKey): number;
  /** Ends connections whose key is not in force any more. */
  endRevoked(): void;
  /** Says goodbye to all; resolves when they have gone. */
  close(): Promise<void>;
}

interface There {
  readonly guest: Guest;
  readonly session: TunnelSession;
}

/** Who asks something is worth this wait for a daemon that is just connecting. */
const BACK_MS = 3000;

/** Nobody is there yet. */
export function createTunnels(deps: TunnelsDeps): Tunnels {
  const { clock, log, keys, registrations, parcels } = deps;
  const there = new Map<string, There>();
  const greeted = new Set<Guest>();
  const awaited = new Map<string, Set<() => void>>();
  let isClosed = false;
  const find = (daemon: string): TunnelSession | undefined => there.get(daemon)?.session;

  async function welcome(guest: Guest): Promise<void> {
    const { socket, key } = guest;
    greeted.add(guest);
    socket.onClose(() => greeted.delete(guest));
    const hello = await greet(deps, guest);
    if (hello === null || isClosed) return;
    const daemon = key.name;
    const { hooks, version } = hello;
    await registrations.register(daemon, { hooks, version, at: clock.now() });
    // Its key may have been revoked meanwhile, or it may have gone.
    if (keys.find(guest.token) === null)
      return socket.close(CLOSE.notAllowed, "the key is revoked");
    if (!socket.isOpen) return;
    there.get(daemon)?.session.close(CLOSE.replaced, "a newer connection of the same daemon");
    socket.say({
      type: "welcome",
      daemon,
      relay: deps.id,
      base_url: baseUrl(deps.publicUrl, daemon),
      version: deps.version,
      now: clock.now(),
      waiting: parcels.counts.ofDaemon(daemon).parcels,
    });
    const now: There = { guest, session: openSession(deps, { daemon, version, socket }) };
    there.set(daemon, now);
    log.info("a daemon is connected", { daemon, version, hooks: hooks.length });
    note(daemon, "connected");
    socket.onClose((reason) => {
      log.info("a daemon's connection ended", { daemon, reason });
      if (there.get(daemon) !== now) return;
      there.delete(daemon);
      note(daemon, "disconnected");
    });
    for (const tell of awaited.get(daemon) ?? []) tell();
  }

  /** For `relay list` only: that it could not be written holds nothing up. */
  function note(daemon: string, change: "connected" | "disconnected"): void {
    registrations.noteConnection(daemon, change, clock.now()).catch((thrown: unknown) => {
      if (!isClosed) log.warn("a connection was not noted", { error: toError(thrown).message });
    });
  }

  function untilThere(daemon: string): Promise<void> {
    if (there.has(daemon)) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = awaited.get(daemon) ?? new Set();
      awaited.set(daemon, waiting);
      const end = (): void => {
        timer.clear();
        waiting.delete(end);
        if (waiting.size === 0) awaited.delete(daemon);
        resolve();
      };
      const timer = clock.setTimer(end, BACK_MS, { unref: true });
      waiting.add(end);
    });
  }

  return {
    async welcome(guest) {
      try {
        await welcome(guest);
      } catch (thrown) {
        log.error("a daemon could not be welcomed", { error: toError(thrown).message });
        guest.socket.close(CLOSE.goingAway, "the relay is in trouble");
      }
    },
    kept: ({ daemon, hook }) => find(daemon)?.kept(hook),
    answerTo: async ({ daemon, hook }, number, ms) =>
      (await find(daemon)?.answerTo(hook, number, ms)) ?? null,
    async ask({ daemon, hook }, sealed) {
      if (sealed.byteLength > LARGEST_FRAME_BYTES) return null;
      await untilThere(daemon);
      return (await find(daemon)?.ask(hook, sealed)) ?? null;
    },
    inHandUpTo: ({ daemon, hook }) => find(daemon)?.inHandUpTo(hook) ?? 0,
    endRevoked() {
      for (const { token, socket } of greeted)
        if (keys.find(token) === null) socket.close(CLOSE.notAllowed, "the key is revoked");
    },
    async close() {
      isClosed = true;
      const gone = [...greeted].map(
        ({ socket }) => new Promise<void>((resolve) => socket.onClose(() => resolve())),
      );
      for (const { socket } of greeted) socket.close(CLOSE.goingAway, "the relay stops");
      await Promise.all(gone);
    },
  };
}

function baseUrl(publicUrl: string | undefined, daemon: string): string | null {
  return publicUrl === undefined ? null : `${publicUrl.replace(/\/+$/, "")}/${daemon}`;
}
