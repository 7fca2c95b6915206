// A relay in this process, in a folder of its own, and senders that post to it.

import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { type DaemonKey } from "../../src/core/tunnel/daemon-key.ts";
import { changeKeys } from "../../src/relay/keys/key-file.ts";
import { relayPaths, type RelayPaths } from "../../src/relay/paths.ts";
import { startRelay, type Relay } from "../../src/relay/relay.ts";
import { systemClock, type Clock } from "../../src/system/clock.ts";
import { connectDaemon, type FakeDaemon, type FakeDaemonOptions } from "./fake-daemon.ts";

/** A relay and what is around it. */
export interface RelayWorld {
  readonly home: string;
  readonly paths: RelayPaths;
  readonly relay: Relay;
  readonly url: string;
  /** Makes a key; gives its text. */
  addKey(name: string, change?: Partial<DaemonKey>): Promise<string>;
  changeKey(name: string, change: Partial<DaemonKey>): Promise<void>;
  /** Connects a daemon whose key was made with `addKey`. */
  connect(options?: Partial<FakeDaemonOptions>): Promise<FakeDaemon>;
  post(
    place: string,
    body?: unknown,
    init?: { readonly headers?: Record<string, string> },
  ): Promise<Response>;
  log(): Promise<string>;
  /** Stops the relay and starts it anew on the same folder. */
  restart(): Promise<RelayWorld>;
}

/** What a relay is started with. */
export interface WorldOptions {
  readonly config?: Record<string, unknown>;
  readonly clock?: Clock;
  readonly home?: string;
  readonly environment?: Record<string, string>;
  /** Texts of keys by daemon, of a start before. */
  readonly tokens?: Map<string, string>;
}

/** Starts a relay that goes with the test. */
export async function startWorld(options: WorldOptions = {}): Promise<RelayWorld> {
  const home = options.home ?? (await temporaryHome());
  const paths = relayPaths(home);
  await mkdir(paths.folder, { recursive: true, mode: 0o700 });
  await writeFile(paths.configFile, JSON.stringify({ port: 0, ...options.config }), {
    mode: 0o600,
  });
  const { clock, environment = {} } = options;
  const relay = await startRelay({
    home,
    environment,
    version: "1.2.3",
    ...(clock !== undefined && { clock }),
  });
  let isStopped = false;
  const stop = async (): Promise<void> => {
    if (isStopped) return;
    isStopped = true;
    await relay.stop();
  };
  onTestFinished(stop);
  const { port } = relay.address;
  const url = `${relay.isTls ? "https" : "http"}://127.0.0.1:${port}`;
  const tokens = options.tokens ?? new Map<string, string>();
  return {
    home,
    paths,
    relay,
    url,
    async addKey(name, change = {}) {
      const text = `whr_${name}_${randomBytes(32).toString("base64url")}`;
      tokens.set(name, text);
      const sha256 = createHash("sha256").update(text).digest("hex");
      const key: DaemonKey = {
        name,
        sha256,
        createdAt: Date.now(),
        expiresAt: null,
        revokedAt: null,
        publicKey: null,
        ...change,
      };
      await changeKeys(paths, (keys) => [...keys.filter((each) => each.name !== name), key]);
      return text;
    },
    changeKey: (name, change) =>
      changeKeys(paths, (keys) =>
        keys.map((key) => (key.name === name ? { ...key, ...change } : key)),
      ),
    connect: (given = {}) =>
      connectDaemon({
        url: `${url.replace(/^http/, "ws")}/tunnel`,
        name: "home",
        token: tokens.get(given.name ?? "home") ?? "",
        ...given,
      }),
    post: (place, body = { a: 1 }, init = {}) =>
      fetch(`${url}${place}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...init.headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    log: () => readFile(paths.logFile, "utf8"),
    async restart() {
      await stop();
      return startWorld({ ...options, home, tokens });
    },
  };
}

const HASTE = 20;
const BEGAN = { now: Date.now(), monotonic: performance.now() };

/** A clock whose minute takes three seconds. */
export const hastyClock: Clock = {
  now: () => BEGAN.now + (Date.now() - BEGAN.now) * HASTE,
  monotonic: () => BEGAN.monotonic + (performance.now() - BEGAN.monotonic) * HASTE,
  setTimer: (callback, ms, options) => systemClock.setTimer(callback, ms / HASTE, options),
};

/** A folder that goes with the test. */
export async function temporaryHome(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-relay-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return path.join(folder, "home");
}
