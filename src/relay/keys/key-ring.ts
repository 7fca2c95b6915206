// The keys in force, as the running relay knows them: commands change the file, the ring follows within a second.

import { timingSafeEqual } from "node:crypto";
import { statSync } from "node:fs";
import { toError } from "../../core/records/errors.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { Clock, Timer } from "../../system/clock.ts";
import type { RelayPaths } from "../paths.ts";
import { keyHash } from "./key-text.ts";
import { isInForce, type DaemonKey } from "../../core/tunnel/daemon-key.ts";
import { changeKeys, readKeyFile } from "./key-file.ts";

/** The keys of one relay. */
export interface KeyRing {
  /** The key of this text, where it is in force. */
  find(text: string): DaemonKey | null;
  /** The daemon's key, also one that is not in force any more. */
  ofDaemon(name: string): DaemonKey | null;
  /** Remembers whose key it is. false: another public key was first. */
  pin(key: DaemonKey, publicKey: string): Promise<boolean>;
  /** Reads the file anew where it has changed: who was just added need not wait. */
  look(): Promise<void>;
  /** Told after every change. */
  onChange(listener: () => void): void;
  close(): void;
}

/** What the ring needs. */
export interface KeyRingDeps {
  readonly paths: Pick<RelayPaths, "keysFile" | "keysLock">;
  readonly clock: Pick<Clock, "now" | "setTimer">;
  readonly log: Log;
}

const LOOK_MS = 500;

/** Opens the ring. @throws WakehookError `settings_invalid` where the file is broken at the start. */
export async function openKeyRing({ paths, clock, log }: KeyRingDeps): Promise<KeyRing> {
  const listeners: Array<() => void> = [];
  let seen = stampOf(paths.keysFile);
  let keys: readonly DaemonKey[] = await readKeyFile(paths.keysFile);
  let reading: Promise<void> = Promise.resolve();
  let isClosed = false;
  let timer: Timer = clock.setTimer(() => void lookAgain(), LOOK_MS, { unref: true });

  async function lookAgain(): Promise<void> {
    await look();
    if (!isClosed) timer = clock.setTimer(() => void lookAgain(), LOOK_MS, { unref: true });
  }

  /** Whoever asks while it is being read waits for the same reading. */
  function look(): Promise<void> {
    const now = stampOf(paths.keysFile);
    if (now !== seen) reading = reading.then(reload);
    seen = now;
    return reading;
  }

  /** A broken file takes no key away and gives none. */
  async function reload(): Promise<void> {
    try {
      keys = await readKeyFile(paths.keysFile);
    } catch (thrown) {
      log.error("the keys stay as they were", { error: toError(thrown).message });
      return;
    }
    for (const listener of listeners) listener();
  }

  return {
    find(text) {
      const key = keys.find(({ sha256 }) => isOf(sha256, text));
      return key !== undefined && isInForce(key, clock.now()) ? key : null;
    },
    ofDaemon: (wanted) => keys.find(({ name }) => name === wanted) ?? null,
    async pin(wanted, publicKey) {
      let isPinned = false;
      await changeKeys(paths, (before) =>
        before.map((key) => {
          if (key.sha256 !== wanted.sha256) return key;
          isPinned = key.publicKey === null || key.publicKey === publicKey;
          return isPinned ? { ...key, publicKey } : key;
        }),
      );
      await reload();
      return isPinned;
    },
    look,
    onChange: (listener) => void listeners.push(listener),
    close() {
      isClosed = true;
      timer.clear();
    },
  };
}

function isOf(sha256: string, text: string): boolean {
  return timingSafeEqual(Buffer.from(sha256, "hex"), Buffer.from(keyHash(text), "hex"));
}

/** Changes whenever the file does: every writer replaces it. A disk in trouble is one more stamp, and is read as such. */
function stampOf(file: string): string {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats === undefined ? "" : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
  } catch (thrown) {
    return toError(thrown).message;
  }
}
