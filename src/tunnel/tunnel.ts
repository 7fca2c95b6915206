// One tunnel of config.json. In: its entry, as long as it is in force. Out: a connection that is kept up: dialled,
// taken for dead when nothing comes, dialled again after a while; and how it does, in words.

import { toError, WakehookError } from "../core/records/errors.ts";
import type {
  TunnelFacts,
  TunnelHealth,
  TunnelTest,
  TunnelView,
} from "../core/ports/tunnels-port.ts";
import type { PassageResult } from "../core/records/passage.ts";
import type { LoadedTunnel } from "../core/settings/tunnel.ts";
import type { Timer } from "../system/clock.ts";
import { createBackoff } from "./backoff.ts";
import { openConnection, type OpenConnection } from "./connection.ts";
import type { DialectDeps } from "./dialect-deps.ts";
import type { Dialect, EndVerdict, Told } from "./dialect.ts";
import { judgeEnd } from "./judge-end.ts";

/** What a tunnel needs. */
export interface TunnelDeps extends DialectDeps {
  readonly dialect: Dialect;
  /** Something of its view has changed. */
  readonly onChange: () => void;
}

/** A tunnel at work. */
export interface Tunnel {
  readonly loaded: LoadedTunnel;
  view(): TunnelView;
  settingsChanged(): void;
  /** Only while it is up. */
  tell(result: PassageResult): Promise<Told>;
  test(): Promise<TunnelTest>;
  /** Nothing new is taken, what is in hand is answered within the grace, and it is connected no more. */
  close(graceMs: number): Promise<void>;
}

const NOTHING: TunnelFacts = { waiting: null, baseUrl: null, clockAheadMs: null, version: null };
/** A connection that was up for so long has lasted. */
const LASTED_MS = 10_000;
/** Looked at again soon: what keeps it is the owner's own file. */
const NOT_NOW_MS = 5000;
const TEST_MS = 15_000;

/** Begins to connect at once, and goes on until it is closed. */
export function startTunnel(deps: TunnelDeps, loaded: LoadedTunnel): Tunnel {
  const { clock, dialect, log } = deps;
  const { name, kind, url } = loaded.tunnel;
  const backoff = createBackoff(deps.randomness);
  let health: TunnelHealth = { state: "connecting", since: clock.now(), detail: null };
  let facts = NOTHING;
  let connection: OpenConnection | null = null;
  let upSince: number | null = null;
  const closing = new AbortController();
  /** Told of the next success or failure. */
  let asked: () => void = () => {};
  /** Ends the wait before the next try. */
  let hurry: () => void = () => {};
  const over = keepUp();

  return {
    loaded,
    view: () => ({
      tunnel: name,
      kind,
      url,
      health,
      ...facts,
      lanes: connection?.talk()?.lanes() ?? [],
    }),
    settingsChanged() {
      connection?.talk()?.settingsChanged();
      // What its owner has just done may be what it waited for.
      if (connection === null) hurry();
    },
    async tell(result) {
      const talk = connection?.talk() ?? null;
      return talk === null || health.state !== "up" ? { kind: "gone" } : await talk.tell(result);
    },
    test,
    async close(graceMs) {
      closing.abort();
      hurry();
      await drained(graceMs);
      connection?.close();
      await over;
    },
  };

  async function keepUp(): Promise<void> {
    while (!closing.signal.aborted) {
      const verdict = await connectOnce();
      if (closing.signal.aborted) break;
      const waitMs = verdict.waitMs ?? backoff.next(verdict.retry);
      turn("down", verdict.detail);
      asked();
      await wait(waitMs);
    }
    turn("off", null);
  }

  async function connectOnce(): Promise<EndVerdict & { readonly waitMs?: number }> {
    const notNow = dialect.notNow();
    if (notNow !== null) return { detail: notNow, retry: "soon", waitMs: NOT_NOW_MS };
    // A try that follows a failure is no news; that it is up again is.
    if (health.state !== "down") turn("connecting", null);
    try {
      const dial = await dialect.dial();
      if (closing.signal.aborted) return { detail: "", retry: "soon" };
      connection = openConnection({ clock, dialect, ca: loaded.ca, onUp, onFault }, dial);
      const end = await connection.ended;
      const lasted = upSince !== null && clock.monotonic() - upSince >= LASTED_MS;
      if (lasted) backoff.lasted();
      return dialect.judgeEnd(end) ?? judgeEnd(end, new URL(url).host);
    } catch (thrown) {
      const hint =
        thrown instanceof WakehookError && thrown.hint !== undefined ? `: ${thrown.hint}` : "";
      return { detail: `${toError(thrown).message}${hint}`, retry: "slowly" };
    } finally {
      connection = null;
      upSince = null;
      facts = NOTHING;
    }
  }

  function onUp(said: TunnelFacts): void {
    facts = said;
    upSince ??= clock.monotonic();
    asked();
    if (health.state !== "up") turn("up", null);
    else deps.onChange();
  }

  function onFault(error: Error): void {
    log.error("a tunnel met a fault", { tunnel: name, error: error.message });
  }

  function turn(state: TunnelHealth["state"], detail: string | null): void {
    const isSame = health.state === state;
    if (isSame && health.detail === detail) return;
    health = { state, detail, since: isSame ? health.since : clock.now() };
    log.info("a tunnel changed", { tunnel: name, state, ...(detail === null ? {} : { detail }) });
    deps.onChange();
  }

  async function wait(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer: Timer = clock.setTimer(resolve, ms, { unref: true });
    hurry = resolve;
    await promise;
    timer.clear();
    hurry = () => {};
  }

  async function drained(graceMs: number): Promise<void> {
    const talk = connection?.talk() ?? null;
    if (talk === null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = clock.setTimer(resolve, graceMs, { unref: true });
    await Promise.race([talk.drain(), promise]);
    timer.clear();
  }

  async function test(): Promise<TunnelTest> {
    hurry();
    if (health.state !== "up") await upOrFailed();
    if (health.state !== "up")
      return { ok: false, error: health.detail ?? "it is not connected", milliseconds: null };
    const milliseconds = (await connection?.ping()) ?? null;
    const error = milliseconds === null ? "it is connected, and the other end is silent" : null;
    return { ok: error === null, error, milliseconds };
  }

  async function upOrFailed(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    asked = resolve;
    const timer = clock.setTimer(resolve, TEST_MS, { unref: true });
    await promise;
    timer.clear();
  }
}
