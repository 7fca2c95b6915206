// A Node request comes in; its whole body goes out, or word that it was too large or cut off.

import type { IncomingMessage } from "node:http";
import type { BodyBounds, BodyRead } from "./request-info.ts";

/** Reads the body of a Node request within bounds. The listener's `requestTimeout` cuts off those who stall. */
export function readIncoming(incoming: IncomingMessage, bounds: BodyBounds): Promise<BodyRead> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let isLarge = false;

    function settle(result: BodyRead): void {
      incoming.off("data", onData).off("end", onEnd).off("error", onCut).off("close", onCut);
      // Node drops an abort that nobody listens to, but not one on its way when the last listener leaves.
      incoming.on("error", ignore);
      resolve(result);
    }
    function onData(chunk: Buffer): void {
      length += chunk.length;
      if (length > bounds.maxBytes) {
        incoming.pause();
        settle({ kind: "too_large" });
        return;
      }
      chunks.push(chunk);
      if (isLarge || length <= bounds.largeBytes) return;
      isLarge = true;
      incoming.pause();
      void bounds.enterLarge().then(() => incoming.resume());
    }
    function onEnd(): void {
      const [first] = chunks;
      const bytes =
        first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks, length);
      settle({ kind: "whole", bytes });
    }
    function onCut(): void {
      settle({ kind: "cut" });
    }

    if (incoming.readableEnded || incoming.destroyed) {
      resolve({ kind: "cut" });
      return;
    }
    incoming.on("data", onData).on("end", onEnd).on("error", onCut).on("close", onCut);
  });
}

function ignore(): void {}
