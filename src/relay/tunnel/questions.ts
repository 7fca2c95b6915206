// What is kept nowhere: a question goes to the daemon as it is, its reply goes to who asked.

import type { DaemonFrame } from "../../core/tunnel/frames.ts";
import { pack } from "../../core/tunnel/parcel.ts";
import type { Clock } from "../../system/clock.ts";
import type { DaemonAnswer } from "../door/door-answers.ts";
import type { TunnelSocket } from "./tunnel-socket.ts";
import { createWaitingAnswers } from "./waiting-answers.ts";

/** The questions of one connection. */
export interface Questions {
  /** null: the daemon does not say in time, or too many ask. */
  ask(hook: string, sealed: Uint8Array): Promise<DaemonAnswer | null>;
  /** One that nobody waits for any more is dropped. */
  reply(frame: Extract<DaemonFrame, { type: "reply" }>): void;
  /** No reply will come any more. */
  giveUp(): void;
}

const ASK_MS = 10_000;
const MOST_ASKED = 64;
/** A line that has so much to carry answers no question in time. */
const MOST_UNSENT_BYTES = 16 * 1024 * 1024;

/** Nothing was asked yet. */
export function createQuestions(
  clock: Pick<Clock, "setTimer">,
  socket: Pick<TunnelSocket, "send" | "isOpen" | "unsentBytes">,
): Questions {
  const replies = createWaitingAnswers(clock);
  let asked = 0;
  return {
    async ask(hook, sealed) {
      if (replies.size() >= MOST_ASKED || !socket.isOpen) return null;
      if (socket.unsentBytes > MOST_UNSENT_BYTES) return null;
      asked += 1;
      const reply = replies.wait(String(asked), ASK_MS);
      socket.send(pack({ type: "ask", hook, id: asked }, sealed), () => {});
      return await reply;
    },
    reply: ({ id, status, headers, body }) =>
      void replies.give(String(id), { status, headers, body: Buffer.from(body, "base64") }),
    giveUp: () => replies.giveUp(),
  };
}
