// In: a file that grows. Out: its bytes, until whoever writes it has ended.

import { open, type FileHandle } from "node:fs/promises";
import type { Clock } from "../../system/clock.ts";
import { sleep } from "../daemon/sleep.ts";

/** How long to wait before looking again, milliseconds. */
const PAUSE_MS = 200;
const CHUNK_BYTES = 64 * 1024;

/** Reads a file to its end, and on while it is written. Answers false where there is no such file. */
export async function followFile(
  deps: {
    clock: Clock;
    /** Asked before each last look, so that nothing written before the end is missed. */
    isRunning: () => Promise<boolean>;
    signal: AbortSignal | undefined;
  },
  file: string,
  /** `onIdle`: all that is there was read, and more may come. */
  reader: { onBytes: (bytes: Uint8Array) => void; onIdle: () => void },
): Promise<boolean> {
  let handle: FileHandle | null = null;
  try {
    for (;;) {
      const running = await deps.isRunning();
      handle ??= await openIfThere(file);
      if (handle !== null) await readOn(handle, reader.onBytes);
      if (!running || deps.signal?.aborted === true) return handle !== null;
      reader.onIdle();
      await sleep(deps.clock, PAUSE_MS, deps.signal);
    }
  } finally {
    await handle?.close();
  }
}

async function openIfThere(file: string): Promise<FileHandle | null> {
  try {
    return await open(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Goes on from where the handle stands to the end as it is now. */
async function readOn(handle: FileHandle, onBytes: (bytes: Uint8Array) => void): Promise<void> {
  for (;;) {
    const { bytesRead, buffer } = await handle.read(
      Buffer.alloc(CHUNK_BYTES),
      0,
      CHUNK_BYTES,
      null,
    );
    if (bytesRead === 0) return;
    onBytes(buffer.subarray(0, bytesRead));
  }
}
