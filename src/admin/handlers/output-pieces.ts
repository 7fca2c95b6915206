// An open file of a run in, its text in pieces out; where it is followed, until the run has ended.

import type { FileHandle } from "node:fs/promises";
import type { RunId } from "../../core/records/ids.ts";
import type { AdminDeps } from "../deps.ts";
import type { MaskWindow } from "../../core/secrets/mask-window.ts";

const CHUNK_BYTES = 65_536;
/** How often a followed file is looked at for more. */
const FOLLOW_MS = 250;

/** What reading needs: `stopping` ends those who follow. */
export type PiecesDeps = Pick<AdminDeps, "clock" | "ledger"> & { readonly stopping: AbortSignal };

/** What is read. */
export interface OpenOutput {
  readonly runId: RunId;
  readonly file: FileHandle;
  readonly window: MaskWindow;
  /** The first byte, and the one where it ends unless it is followed. */
  readonly offset: number;
  readonly size: number;
  readonly isFollowed: boolean;
  /** Asked while it is followed; false ends it: whoever follows was logged out, or their token was revoked. */
  readonly mayGoOn: () => boolean;
}

/** A file's text in pieces. */
export interface OutputPieces {
  /** The next piece; null at the end, and once it is closed. */
  next(): Promise<string | null>;
  /** Closes the file; who waits in `next` is let go. */
  close(): Promise<void>;
  isClosed(): boolean;
}

/** Starts reading at the offset. The file is closed by `close` alone. */
export function createOutputPieces(deps: PiecesDeps, output: OpenOutput): OutputPieces {
  const { file, window, isFollowed, mayGoOn } = output;
  const decoder = new TextDecoder("utf-8");
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let position = output.offset;
  let isLastLook = !isFollowed;
  let isEnded = false;
  let isClosed = false;
  let wake = (): void => {};
  const onStop = (): void => wake();
  deps.stopping.addEventListener("abort", onStop);

  /** null: there is no more for now. */
  async function read(): Promise<string | null> {
    const most = isFollowed ? CHUNK_BYTES : Math.min(CHUNK_BYTES, output.size - position);
    const { bytesRead } = await file.read(buffer, 0, most, position);
    if (bytesRead === 0) return null;
    position += bytesRead;
    return window.push(decoder.decode(buffer.subarray(0, bytesRead), { stream: true }));
  }

  async function waitForMore(): Promise<string | null> {
    if (isEnded) return null;
    if (isLastLook) {
      isEnded = true;
      return window.push(decoder.decode()) + window.end();
    }
    // Asked before the last look: what the run wrote until its end is seen then.
    isLastLook = deps.stopping.aborted || deps.ledger.run(output.runId)?.state !== "running";
    const lines = window.idle();
    if (lines === "" && !isLastLook) await moment();
    return lines;
  }

  function moment(): Promise<void> {
    return new Promise((resolve) => {
      const timer = deps.clock.setTimer(resolve, FOLLOW_MS, { unref: true });
      wake = () => {
        timer.clear();
        resolve();
      };
    });
  }

  return {
    async next() {
      for (;;) {
        if (isClosed || (isFollowed && !mayGoOn())) return null;
        const piece = (await read()) ?? (await waitForMore());
        if (piece !== "") return piece;
      }
    },
    async close() {
      isClosed = true;
      deps.stopping.removeEventListener("abort", onStop);
      wake();
      await file.close();
    },
    isClosed: () => isClosed,
  };
}
