// The relay's own certificate: read at the start, and again whenever its files change, so that a renewal needs no
// restart. Connections that are open go on.

import { readFileSync, statSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { toError, WakehookError } from "../core/records/errors.ts";
import type { Log } from "../core/ports/log-port.ts";
import type { TlsFiles } from "../http/listener.ts";
import type { Clock, Timer } from "../system/clock.ts";

/** Where they lie. */
export interface TlsPaths {
  readonly cert: string;
  readonly key: string;
}

const LOOK_MS = 5000;

/** Reads both files. @throws WakehookError `settings_invalid` where they are no certificate with its key. */
export function readTlsFiles({ cert, key }: TlsPaths): TlsFiles {
  try {
    const files = { cert: readFileSync(cert), key: readFileSync(key) };
    createSecureContext(files);
    return files;
  } catch (thrown) {
    const error = toError(thrown);
    throw new WakehookError("settings_invalid", `relay.json, tls: ${error.message}`, {
      hint: `see that ${cert} is a certificate in PEM, ${key} its key, and that this user may read both`,
      cause: error,
    });
  }
}

/** Calls back with new files once they have changed and are good; gives what ends the watching. */
export function watchTlsFiles(
  { clock, log }: { readonly clock: Pick<Clock, "setTimer">; readonly log: Log },
  paths: TlsPaths,
  onChange: (files: TlsFiles) => void,
): () => void {
  let seen = stampOf(paths);
  let timer: Timer = clock.setTimer(look, LOOK_MS, { unref: true });
  return () => timer.clear();

  function look(): void {
    const now = stampOf(paths);
    if (now !== seen) reload(now);
    timer = clock.setTimer(look, LOOK_MS, { unref: true });
  }

  function reload(now: string): void {
    try {
      onChange(readTlsFiles(paths));
      seen = now;
      log.info("the certificate was read anew");
    } catch (thrown) {
      // Perhaps one of two files is new already: looked at again.
      log.warn("the old certificate stays in use", { error: toError(thrown).message });
    }
  }
}

function stampOf({ cert, key }: TlsPaths): string {
  return [cert, key].map(stampOfFile).join("; ");
}

/** A folder that is closed to us for a while, as in a renewal, is no reason to end. */
function stampOfFile(file: string): string {
  try {
    const stats = statSync(file);
    return `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
  } catch (thrown) {
    return toError(thrown).message;
  }
}
