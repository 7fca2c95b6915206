// fetch as a chat platform's library is given it: bounded in time and in what is read.

import type { Clock } from "../../system/clock.ts";

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 8_388_608;

/** A fetch that ends with the signal, or after its time. */
export function boundedFetch(
  clock: Pick<Clock, "setTimer">,
  signal: AbortSignal,
): typeof globalThis.fetch {
  return async (url, init) => {
    const late = new AbortController();
    const timer = clock.setTimer(
      () => late.abort(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)),
      TIMEOUT_MS,
      { unref: true },
    );
    try {
      const both = AbortSignal.any([signal, late.signal]);
      const response = await fetch(url, { ...init, signal: both });
      const { status, statusText, headers } = response;
      const body = await readBytes(response);
      return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
    } finally {
      timer.clear();
    }
  };
}

async function readBytes(response: Response): Promise<Buffer<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > MOST_BYTES) throw new Error("its answer is too long");
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
