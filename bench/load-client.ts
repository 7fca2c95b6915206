// A sender in a process of its own: as many connections as asked for, each with one request under way at a time.
// In: a message with what to send where. Out: a message with what came of it.

import { connect, type Socket } from "node:net";
import { createRequests, type RequestPlan } from "./request.ts";
import { percentile } from "./statistics.ts";

/** What to send. */
export interface LoadOrder extends RequestPlan {
  readonly port: number;
  readonly connections: number;
  /** Ends after this time... */
  readonly durationMs: number;
  /** ...or after so many requests. */
  readonly most?: number;
}

/** What came of it. */
export interface LoadResult {
  readonly accepted: number;
  /** Answers other than 202, and connections that broke, in words. */
  readonly faults: readonly string[];
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** When the last answer came: epoch milliseconds. */
  readonly endedAt: number;
}

const MOST_FAULTS = 5;
/** Signed before the clock starts: a sender that is busy signing is no load. */
const AHEAD_BYTES = 48 * 1024 * 1024;
const MOST_AHEAD = 10_000;

process.on("message", (order: LoadOrder) => {
  void send(order).then((result) => process.send?.(result));
});

async function send(order: LoadOrder): Promise<LoadResult> {
  const next = signedAhead(order);
  const times: number[] = [];
  const faults: string[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + order.durationMs;
  let left = order.most ?? Infinity;
  let endedAt = 0;
  await Promise.all(Array.from({ length: order.connections }, () => converse(order.port)));
  times.sort((a, b) => a - b);
  return {
    accepted: times.length,
    faults: faults.slice(0, MOST_FAULTS),
    seconds: (performance.now() - startedAt) / 1000,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    endedAt: performance.timeOrigin + endedAt,
  };

  /** One connection: request, answer, request, ... */
  function converse(port: number): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      let sentAt = 0;
      let answer = "";
      socket.on("connect", ask).on("close", () => resolve());
      socket.on("error", (error) => faults.push(error.message));
      socket.on("data", (chunk: Buffer) => {
        answer += chunk.toString("latin1");
        if (!isWhole(answer)) return;
        endedAt = performance.now();
        if (answer.startsWith("HTTP/1.1 202 ")) times.push(endedAt - sentAt);
        else faults.push(answer.slice(0, 300));
        answer = "";
        ask();
      });

      function ask(): void {
        const now = performance.now();
        if (now >= endsAt || left <= 0 || faults.length >= MOST_FAULTS) {
          finish(socket);
          return;
        }
        left -= 1;
        const bytes = next();
        sentAt = performance.now();
        socket.write(bytes);
      }
    });
  }
}

function signedAhead(order: LoadOrder): () => Buffer {
  const make = createRequests(order);
  const count = Math.min(
    order.most ?? MOST_AHEAD,
    MOST_AHEAD,
    Math.ceil(AHEAD_BYTES / order.bytes),
  );
  const ready = Array.from({ length: count }, make);
  return () => ready.pop() ?? make();
}

function finish(socket: Socket): void {
  socket.end();
  socket.destroySoon();
}

/** Answers are short, and have a Content-Length or chunks. */
function isWhole(answer: string): boolean {
  const bodyAt = answer.indexOf("\r\n\r\n") + 4;
  if (bodyAt < 4) return false;
  const length = /^content-length: (\d+)/im.exec(answer.slice(0, bodyAt))?.[1];
  if (length === undefined) return answer.endsWith("0\r\n\r\n");
  return answer.length >= bodyAt + Number(length);
}
