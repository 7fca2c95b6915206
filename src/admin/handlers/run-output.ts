// A run's id and the name of one of its files in; the file as a stream of text out, secrets masked.
// The path is made of a checked run id and a fixed name only.

import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import path from "node:path";
import type { RunId } from "../../core/records/ids.ts";
import { refusal, safeHeaders, type AdminRefusal } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import { createMaskWindow, heldFor, type MaskWindow } from "../../core/secrets/mask-window.ts";
import { createOutputPieces, type OutputPieces, type PiecesDeps } from "./output-pieces.ts";
import { RUN_FILES, type RunStream } from "../routes/routes.ts";

/** Which part of which file. */
export interface OutputRequest {
  readonly runId: RunId;
  readonly stream: RunStream;
  /** The first byte. */
  readonly offset: number;
  /** Goes on until the run has ended. */
  readonly isFollowed: boolean;
  /** Asked while it is followed; false ends it. */
  readonly mayGoOn: () => boolean;
}

/** What this needs. */
export type OutputDeps = PiecesDeps & Pick<AdminDeps, "mask" | "runsFolder" | "settings">;

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
  const pieces = createOutputPieces(deps, { ...request, file, window, size });
  return new Response(outputStream(pieces), {
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
  const held = heldFor(deps.settings().secretValues);
  const start = Math.max(0, offset - held * CHARACTER_BYTES);
  const { buffer, bytesRead } = await file.read(
    Buffer.alloc(offset - start),
    0,
    offset - start,
    start,
  );
  return createMaskWindow({ mask: deps.mask, held, before: buffer.toString("utf8", 0, bytesRead) });
}

function outputStream(pieces: OutputPieces): ReadableStream<Uint8Array> {
  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const piece = await pieces.next();
    if (pieces.isClosed()) return;
    if (piece !== null) {
      controller.enqueue(new TextEncoder().encode(piece));
      return;
    }
    await pieces.close();
    controller.close();
  }

  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) =>
        pull(controller).catch(async (error: unknown) => {
          await pieces.close();
          throw error;
        }),
      cancel: () => pieces.close(),
    },
    // Nothing is read ahead: an answer that nobody reads costs nothing.
    { highWaterMark: 0 },
  );
}
