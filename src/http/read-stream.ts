// A web stream comes in (a request that did not come from a socket of ours); its whole body goes out.

import type { BodyBounds, BodyRead } from "./request-info.ts";

/** What reading needs of a clock. */
export interface DeadlineClock {
  setTimer(callback: () => void, delayMs: number, options?: { unref?: boolean }): { clear(): void };
}

/** Reads a web stream within bounds and a deadline in milliseconds. */
export async function readStream(
  clock: DeadlineClock,
  stream: ReadableStream<Uint8Array> | null,
  bounds: BodyBounds & { readonly timeoutMs: number },
): Promise<BodyRead> {
  if (stream === null) return { kind: "whole", bytes: new Uint8Array() };
  if (stream.locked) return { kind: "cut" };
  const reader = stream.getReader();
  const deadline = Promise.withResolvers<BodyRead>();
  const timer = clock.setTimer(() => deadline.resolve({ kind: "cut" }), bounds.timeoutMs, {
    unref: true,
  });
  const read = await Promise.race([collect(reader, bounds), deadline.promise]);
  timer.clear();
  // Not waited for: a sender that stalls may never answer the cancel.
  if (read.kind !== "whole") reader.cancel().catch(() => {});
  return read;
}

async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  bounds: BodyBounds,
): Promise<BodyRead> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let isLarge = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { kind: "whole", bytes: Buffer.concat(chunks, length) };
      length += value.byteLength;
      if (length > bounds.maxBytes) return { kind: "too_large" };
      chunks.push(value);
      if (isLarge || length <= bounds.largeBytes) continue;
      isLarge = true;
      await bounds.enterLarge();
    }
  } catch {
    return { kind: "cut" };
  }
}
