// A run's id and the name of one of its files in; the file as a stream of text out, secrets masked.
// The path is made of a checked run id and a fixed name only.

import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import path from "node:path";
import type { RunId } from "../core/ids.ts";
import { refusal, safeHeaders, type AdminRefusal } from "./answer.ts";
import type { AdminDeps } from "./deps.ts";
import { createMaskWindow, type MaskWindow } from "./mask-window.ts";
import { RUN_FILES, type RunStream } from "./routes.ts";

/** Which part of which file. */
export interface OutputRequest {
  readonly runId: RunId;
  readonly stream: RunStream;
  /** The first byte. */
  readonly offset: number;
  /** Goes on until the run has ended. */
  readonly isFollowed: boolean;
}

/** What this needs: `stopping` ends those who follow. */
export type OutputDeps = Pick<
  AdminDeps,
  "clock" | "ledger" | "mask" | "runsFolder" | "settings"
> & {
  readonly stopping: AbortSignal;
};

const CHUNK_BYTES = 65_536;
/** How often a followed file is looked at for more. */
const FOLLOW_MS = 250;
/** A masked form (escaped, encoded) may have this many times a secret's characters. */
const LONGEST_FORM = 6;
/** UTF-8 bytes of a character, at most. */
const CHARACTER_BYTES = 4;

/** Opens a run's file as an answer. Memory stays at some chunks, whatever the file's size. */
export async function openRunOutput(
  deps: OutputDeps,
  request: OutputRequest,
): Promise<Response | AdminRefusal> {
  if (deps.ledger.run(request.runId) === null)
    return refusal("not_found", `there is no run ${request.runId}`);
  const file = await openFile(path.join(deps.runsFolder, request.runId, RUN_FILES[request.stream]));
  if (file === null)
    return refusal(
      "not_found",
      `the run ${request.runId} has no ${request.stream}`,
      "it was not written yet, or retention has emptied it",
    );

  const size = (await file.stat()).size;
  if (request.offset > size) {
    await file.close();
    return refusal(
      "usage",
      `offset ${request.offset} lies behind the end`,
      `there are ${size} bytes`,
    );
  }
  const window = await openWindow(deps, file, request.offset);
  const more = request.isFollowed ? {} : { "x-next-offset": String(size) };
  return new Response(outputStream(deps, { ...request, file, window, size }), {
    headers: safeHeaders("text/plain; charset=utf-8", more),
  });
}

/** null: not there, or no plain file. A link or a pipe that an agent put there is not followed or waited for. */
async function openFile(name: string): Promise<FileHandle | null> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(name, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ELOOP" || error.code === "ENXIO") return null;
    throw error;
  });
  if (file === null || (await file.stat()).isFile()) return file;
  await file.close();
  return null;
}

/** A window that knows what stands before the offset: a secret must not show from its middle on. */
async function openWindow(deps: OutputDeps, file: FileHandle, offset: number): Promise<MaskWindow> {
  const longest = Math.max(64, ...deps.settings().secretValues.map((secret) => secret.length));
  const held = longest * LONGEST_FORM;
  const start = Math.max(0, offset - held * CHARACTER_BYTES);
  const { buffer, bytesRead } = await file.read(
    Buffer.alloc(offset - start),
    0,
    offset - start,
    start,
  );
  return createMaskWindow({ mask: deps.mask, held, before: buffer.toString("utf8", 0, bytesRead) });
}

interface OpenOutput extends OutputRequest {
  readonly file: FileHandle;
  readonly window: MaskWindow;
  readonly size: number;
}

function outputStream(deps: OutputDeps, output: OpenOutput): ReadableStream<Uint8Array> {
  const { file, window, isFollowed } = output;
  const decoder = new TextDecoder("utf-8");
  const buffer = Buffer.alloc(CHUNK_BYTES);
  const gone = new AbortController();
  const ended = AbortSignal.any([gone.signal, deps.stopping]);
  let position = output.offset;
  let isLast = false;

  /** The next piece of text; null at the end. */
  async function next(): Promise<string | null> {
    const most = isFollowed ? CHUNK_BYTES : Math.min(CHUNK_BYTES, output.size - position);
    const { bytesRead } = await file.read(buffer, 0, most, position);
    position += bytesRead;
    if (bytesRead > 0)
      return window.push(decoder.decode(buffer.subarray(0, bytesRead), { stream: true }));
    if (!isFollowed || isLast) return null;
    // Asked before the next read: what the run wrote until its end is there then.
    isLast = deps.stopping.aborted || deps.ledger.run(output.runId)?.state !== "running";
    const lines = window.idle();
    if (lines === "" && !isLast) await pause(deps.clock, ended);
    return lines;
  }

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    let piece: string | null = "";
    while (piece === "" && !gone.signal.aborted) piece = await next();
    if (gone.signal.aborted) return;
    if (piece !== null) {
      controller.enqueue(new TextEncoder().encode(piece));
      return;
    }
    const rest = window.push(decoder.decode()) + window.end();
    if (rest !== "") controller.enqueue(new TextEncoder().encode(rest));
    await file.close();
    controller.close();
  }

  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) =>
        pull(controller).catch(async (error: unknown) => {
          await file.close();
          throw error;
        }),
      async cancel() {
        gone.abort();
        await file.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Waits a moment, or until there is nobody left to wait for. */
function pause(clock: AdminDeps["clock"], ended: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (): void => {
    timer.clear();
    // Left behind, one listener per moment would pile up on a run of many hours.
    ended.removeEventListener("abort", done);
    resolve();
  };
  const timer = clock.setTimer(done, FOLLOW_MS, { unref: true });
  if (ended.aborted) done();
  else ended.addEventListener("abort", done);
  return promise;
}
