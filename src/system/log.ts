// The daemon's log: one JSON object a line, secrets masked by value on the finished line.

import { renameSync, statSync } from "node:fs";
import { destination, pino, stdSerializers } from "pino";
import type { Log } from "../core/ports/log-port.ts";
import type { Clock } from "./clock.ts";

/** A log with a file behind it. */
export interface LogFile extends Log {
  /** Writes out what is buffered and lets the file go. */
  close(): Promise<void>;
}

/** What the log needs from around it. */
export interface LogOptions {
  readonly file: string;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly clock: Clock;
  /** Replaces every secret in force; asked for each line, since a reload changes the secrets. */
  readonly mask: (line: string) => string;
}

/** A log file is put aside (one older one is kept) when it is larger. */
const LARGEST_BYTES = 10_485_760;
const BUFFER_BYTES = 4096;
const FLUSH_MS = 250;
const LOOK_AT_SIZE_MS = 60_000;

/** Opens the log; the file is 0600. */
export function openLog({ file, level, clock, mask }: LogOptions): LogFile {
  putAsideIfLarge(file);
  const stream = destination({ dest: file, mode: 0o600, sync: false, minLength: BUFFER_BYTES });
  // A full disk must not end the daemon: lines are lost then, deliveries are not.
  stream.on("error", () => {});
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      // An Error has no fields of its own that JSON would show.
      serializers: { error: stdSerializers.err },
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: mask },
    },
    stream,
  );
  const timers = [
    every(clock, FLUSH_MS, () => stream.flush()),
    every(clock, LOOK_AT_SIZE_MS, () => {
      if (putAsideIfLarge(file)) stream.reopen();
    }),
  ];
  let isClosed = false;
  /** What comes too late is lost: the file would throw, and end the process that is just stopping. */
  const at =
    (name: LogOptions["level"]): Log[LogOptions["level"]] =>
    (message, fields = {}) => {
      if (!isClosed) logger[name](fields, message);
    };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    close() {
      isClosed = true;
      for (const stop of timers) stop();
      return new Promise((resolve) => {
        stream.once("close", resolve);
        // On a disk that is still full the last lines are lost: waiting for them would hold the daemon up.
        stream.once("error", () => stream.destroy());
        stream.end();
      });
    },
  };
}

function putAsideIfLarge(file: string): boolean {
  try {
    if (statSync(file).size <= LARGEST_BYTES) return false;
    renameSync(file, `${file}.1`);
    return true;
  } catch {
    // No file yet, or a folder that lets nothing be renamed: the log goes on where it is.
    return false;
  }
}

function every(clock: Clock, ms: number, work: () => void): () => void {
  let timer = clock.setTimer(again, ms, { unref: true });
  function again(): void {
    work();
    timer = clock.setTimer(again, ms, { unref: true });
  }
  return () => timer.clear();
}
